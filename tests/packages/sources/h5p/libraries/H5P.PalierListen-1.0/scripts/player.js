var H5P = H5P || {};

// Makes the player of a file of the content, and says how much of it has been heard.
H5P.PalierListenPlayer = function (files, contentId, from, onProgress) {
  var audio = document.createElement("audio");
  var furthest = 0;
  audio.controls = true;
  audio.preload = "metadata";
  files.forEach(function (file) {
    var source = document.createElement("source");
    source.src = H5P.getPath(file.path, contentId);
    source.type = file.mime;
    audio.append(source);
  });
  audio.addEventListener("loadedmetadata", function () { audio.currentTime = from; });
  ["timeupdate", "ended"].forEach(function (name) {
    audio.addEventListener(name, function () {
      var heard = audio.duration ? audio.currentTime / audio.duration : 0;
      furthest = Math.max(furthest, name === "ended" ? 1 : heard);
      onProgress(furthest, audio.currentTime);
    });
  });
  return audio;
};

"""What the tests of pages share."""

from django.urls import reverse

from tests.learners.factories import ModuleProgressFactory


def text_of(response):
    return " ".join(response.content.decode().split()).replace("\u00a0", " ")


def steps_of(enrolment):
    return [m.module for block in enrolment.path.blocks.all() for m in block.path_modules.all()]


def do(enrolment, *modules):
    for module in modules:
        ModuleProgressFactory(enrolment=enrolment, module=module, done=True)


def finish_block(enrolment, number):
    block = list(enrolment.path.blocks.all())[number]
    do(enrolment, *(each.module for each in block.path_modules.all()))
    return block


def url(name, *args):
    return reverse(f"learners:{name}", args=args)

from __future__ import annotations

import json

import click
import pytest
from click.testing import CliRunner, Result

from fairway.platform.terminal import BadInput, ExitCode, emit


@click.command()
@click.option("--fault", "faults", multiple=True)
@click.option("--json", "as_json", is_flag=True)
def command(faults: tuple[str, ...], as_json: bool) -> None:
    if faults:
        raise BadInput.of({f"--{fault}": f"{fault} is wrong; say é." for fault in faults})
    emit({"amount": "5.00"}, as_json=as_json, human=lambda data, console: console.print(data["amount"]))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_results_are_for_people_or_json() -> None:
    assert run().stdout == "5.00\n"
    assert json.loads(run("--json").stdout) == {"amount": "5.00"}


def test_bad_input_names_each_field_on_standard_error() -> None:
    result = run("--fault", "value", "--fault", "from")
    assert (result.exit_code, result.stdout) == (ExitCode.BAD_INPUT, "")
    assert result.stderr == (
        "Error in --value: value is wrong; say é.\nError in --from: from is wrong; say é.\n"
    )


def test_with_json_bad_input_is_json_on_standard_error() -> None:
    result = run("--json", "--fault", "value")
    assert (result.exit_code, result.stdout) == (ExitCode.BAD_INPUT, "")
    assert json.loads(result.stderr) == {
        "status": "bad_input",
        "errors": [{"field": "--value", "message": "value is wrong; say é."}],
    }


@pytest.mark.parametrize(
    ("code", "number"),
    [
        (ExitCode.COMPUTED, 0),
        (ExitCode.FAILED, 1),
        (ExitCode.BAD_INPUT, 2),
        (ExitCode.NEEDS, 3),
        (ExitCode.CANNOT_COMPUTE, 4),
    ],
)
def test_exit_codes_are_a_contract(code: ExitCode, number: int) -> None:
    assert code == number

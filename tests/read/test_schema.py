"""Settings against their class: every pydantic error as a problem at its key; JSON Schema."""

import json
from typing import Annotated, Literal

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from allocator.read import yaml
from allocator.read.policy import Schemas
from allocator.read.schema import json_schema, validate
from allocator.read.settings import ScenarioFile


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _even(number: int) -> int:
    if number % 2:
        raise ValueError("want an even number")
    return number


class Inner(Strict):
    size: float = Field(default=1.0, ge=0, le=10)


class Band(Strict):
    band: float = Field(default=0.15, gt=0, le=1, description="width")
    soft: bool = True
    mode: Literal["interlock", "top_down"] = "interlock"
    even: Annotated[int, AfterValidator(_even)] = 2
    by_role: dict[str, Inner] = {}
    several: list[Inner] = []
    limit: float | None = None

    @model_validator(mode="after")
    def _together(self):
        if self.band > 0.9 and self.soft:
            raise ValueError("a wide band is not soft")
        return self


class Priced(Strict):
    price: float = 1.0


SCHEMAS = Schemas(families={"fairness_band": Band}, tiers={"disruption": Priced}, always=())


def check(text, model=Band, path=("settings", "fairness_band")):
    problems = []
    node = yaml.parse(text.encode(), file="s.yaml", problems=problems)
    return validate(node, model, problems, path), problems


def test_valid_settings_are_given_back_with_their_defaults():
    made, problems = check("band: 0.1\nby_role: {sdr: {size: 3}}\n")
    assert problems == []
    assert (made.band, made.soft, made.by_role["sdr"].size) == (0.1, True, 3.0)


@pytest.mark.parametrize(
    ("text", "code", "pointer", "line", "column"),
    [
        ("soft: true\nbnd: 0.1\n", "unknown-key", "bnd", 2, 1),
        ("band: 0\n", "setting-out-of-range", "band", 1, 1),
        ("band: 50\n", "share-above-one", "band", 1, 1),
        ("band: 500\n", "setting-out-of-range", "band", 1, 1),
        ("band: wide\n", "setting-not-a-number", "band", 1, 1),
        ("band: '0.1'\n", "setting-not-a-number", "band", 1, 1),
        ("band: 0x1F\n", "setting-not-a-number", "band", 1, 1),
        ("band: 15 %\n", "percent-sign", "band", 1, 1),
        ("band: 0123\n", "number-leading-zero", "band", 1, 1),
        ("band: 12:30:45\n", "number-with-colons", "band", 1, 1),
        ("band: true\n", "setting-not-a-number", "band", 1, 1),
        ("band: [1]\n", "setting-not-a-number", "band", 1, 1),
        ("soft: NO\n", "setting-not-a-flag", "soft", 1, 1),
        ("soft: 1\n", "setting-not-a-flag", "soft", 1, 1),
        ("mode: topdown\n", "setting-not-a-choice", "mode", 1, 1),
        ("even: 3\n", "setting-inconsistent", "even", 1, 1),
        ("even: 2.5\n", "setting-not-a-whole-number", "even", 1, 1),
        ("even: true\n", "setting-not-a-whole-number", "even", 1, 1),
        ("by_role:\n  sdr:\n    size: 11\n", "setting-out-of-range", "by_role.sdr.size", 3, 5),
        ("by_role: {sdr: {sise: 1}}\n", "unknown-key", "by_role.sdr.sise", 1, 17),
        ("by_role: [1]\n", "setting-wrong-type", "by_role", 1, 1),
        ("several: [{size: 1}, {size: -1}]\n", "setting-out-of-range", "several.1.size", 1, 23),
        ("several: {}\n", "setting-wrong-type", "several", 1, 1),
        ("several: [null]\n", "setting-wrong-type", "several.0", 1, 11),
        ("bnd: null\n", "unknown-key", "bnd", 1, 1),
    ],
)
def test_an_error_becomes_a_problem_at_its_key(text, code, pointer, line, column):
    made, problems = check(text)
    assert made is None
    assert [p.code for p in problems] == [code]
    assert problems[0].pointer == f"settings.fairness_band.{pointer}"
    assert (problems[0].file, problems[0].line, problems[0].column) == ("s.yaml", line, column)
    assert problems[0].want
    assert problems[0].fix


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("bnd: 0.1\n", "Did you mean 'band'?"),
        ("band: 50\n", "Write 0.5."),
        ("band: 15 %\n", "Write 0.15."),
        ("band: 0123\n", "Write 123."),
        ("band: 1_000\n", "Write 1000."),
        ("band: '1e3'\n", "Write 1e3 without quotes."),
        ("mode: top_dwn\n", "Did you mean 'top_down'?"),
    ],
)
def test_a_problem_says_how_to_mend_it(text, fix):
    assert check(text)[1][0].fix == fix


def test_what_the_class_itself_says_is_kept():
    assert check("band: 0.95\n")[1][0].what == "a wide band is not soft"


def test_all_errors_come_at_once():
    codes = [p.code for p in check("bnd: 1\nsoft: NO\nmode: x\nband: -1\n")[1]]
    assert sorted(codes) == [
        "setting-not-a-choice",
        "setting-not-a-flag",
        "setting-out-of-range",
        "unknown-key",
    ]


def test_null_counts_as_left_out():
    made, problems = check("band: null\nby_role: {sdr: null}\nlimit: null\n")
    assert (problems, made.band, made.by_role, made.limit) == ([], 0.15, {}, None)


def test_a_number_in_exponent_form_is_a_number():
    made, _ = check("limit: 1e3\n")
    assert made.limit == 1000.0


def test_a_list_or_a_word_instead_of_a_map_is_refused():
    problems = []
    node = yaml.parse(b"a: [1]\nb: x\n", file="s.yaml", problems=problems)
    for name in ("a", "b"):
        assert validate(node.entries[name], Band, problems, (name,)) is None
    assert [(p.code, p.line) for p in problems] == [
        ("setting-wrong-type", 1),
        ("setting-wrong-type", 2),
    ]


def test_missing_keys_are_named_where_they_should_stand():
    text = "schema: allocator/v1\nname: x\ncurrency: USD\nhorizon: {start: 2027-01-01}\n"
    problems = check(text, ScenarioFile, ())[1]
    assert {(p.pointer, p.line) for p in problems if p.code == "missing-key"} == {
        ("horizon.periods", 4),
        ("horizon.frequency", 4),
        ("target", 1),
        ("roles", 1),
    }


def refs(schema):
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"]
        for entry in schema.values():
            yield from refs(entry)
    elif isinstance(schema, list):
        for entry in schema:
            yield from refs(entry)


@pytest.mark.parametrize("kind", ["scenario", "model"])
def test_a_json_schema_is_whole_and_plain_json(kind):
    schema = json_schema(kind, SCHEMAS)
    assert json.loads(json.dumps(schema)) == schema
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    for ref in refs(schema):
        assert ref.removeprefix("#/$defs/") in schema["$defs"]


def test_the_model_schema_knows_families_and_tiers():
    schema = json_schema("model", SCHEMAS)
    assert list(schema["properties"]["families"]["properties"]) == ["fairness_band"]
    word, mapped = schema["properties"]["tiers"]["items"]["anyOf"]
    assert word == {"enum": ["disruption"]}
    assert list(mapped["properties"]) == ["disruption"]
    assert schema["$defs"]["family_fairness_band"]["properties"]["band"]["description"] == "width"
    assert schema["required"] == ["schema", "tiers"]


def test_the_scenario_schema_asks_for_everything_unless_a_file_extends():
    schema = json_schema("scenario", SCHEMAS)
    assert schema["if"] == {"required": ["extends"]}
    assert set(schema["else"]["required"]) == {
        "schema",
        "name",
        "currency",
        "horizon",
        "target",
        "roles",
    }
    settings = schema["properties"]["settings"]["anyOf"][0]
    assert set(settings["properties"]) == {"fairness_band", "tiers", "rounding"}
    assert {"type": "null"} in settings["properties"]["fairness_band"]["anyOf"]

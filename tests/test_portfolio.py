"""A portfolio: each client on the side of the line where it stands, in the order in which a person asks."""

from __future__ import annotations

import pytest

from roi import at_a_glance, text
from roi.portfolio import portfolio, side


def run(file, mean, loss, se=1_000.0, **set_to):
    numbers = {"npv_mean": mean, "npv_se": se, "npv_p5": mean - 5e5, "npv_p50": mean, "npv_p95": mean + 5e5}
    held = {f"vary.{name}": x for name, x in set_to.items()}
    return {"file": file, "scenario": f"The {file}", **numbers, "chance_of_loss": loss, "chance_of_loss_se": 0.01, **held}


@pytest.mark.parametrize(
    ("mean", "se", "loss", "stands"),
    [
        (1e6, 1e3, 0.39, "gain"),
        (1e6, 1e3, 0.40, "near"),
        (1e6, 1e3, 0.61, "near"),  # rare large gains: on average a gain, mostly a loss
        (-1e6, 1e3, 0.61, "lose"),
        (-1e6, 1e3, 0.60, "near"),
        (-1e6, 1e3, 0.39, "near"),
        (1e3, 1e3, 0.30, "near"),  # within sampling error
        (1_970.0, 1e3, 0.30, "gain"),
        (-1e3, 1e3, 0.70, "near"),
        (5.0, 0.0, 0.0, "gain"),  # nothing uncertain
        (-5.0, None, 1.0, "lose"),
        (0.0, 0.0, 0.0, "near"),
    ],
)
def test_where_a_run_stands(mean, se, loss, stands):
    assert side(run("a", mean, loss, se)) == stands


def test_clients_are_sorted_by_what_weighs():
    rows = [run("a", 1e5, 0.1), run("b", -2e5, 0.9), run("c", 9e5, 0.1), run("d", 3e4, 0.5), run("e", -1e4, 0.5)]
    found = portfolio([*rows, run("f", -9e5, 0.99)])
    names = {group: [each["file"] for each in found[group]] for group in ("gain", "lose", "near", "depends")}
    assert names == {"gain": ["c", "a"], "lose": ["f", "b"], "near": ["e", "d"], "depends": []}
    assert (found["clients"], found["runs"], found["varied"], found["differences"]) == (6, 6, [], [])


def test_a_client_whose_answer_hangs_on_what_was_varied():
    rows = [run("a", x, 0.1 if x > 0 else 0.9, fee_m=fee) for fee, x in ((8e4, 5e5), (1e5, 2e5), (1.2e5, -3e5))]
    rows += [run("b", 1e5 - fee, 0.1, fee_m=fee) for fee in (1e4, 1.01e4)]
    found = portfolio(rows)
    (client,) = found["depends"]
    assert client["file"] == "a"
    assert client["sides"] == {"gain": 2, "lose": 1, "near": 0}
    assert client["difference"] == 8e5
    assert (client["least"]["set"], client["most"]["set"]) == ({"fee_m": 1.2e5}, {"fee_m": 8e4})
    assert found["gain"][0]["mean"] == pytest.approx(89_950)
    assert found["varied"] == ["fee_m"]
    assert [each["file"] for each in found["differences"]] == ["a"]  # b's 100 kr. are within sampling error


def test_nothing_at_all():
    assert portfolio([])["clients"] == 0


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_the_text_is_short_and_in_natural_frequencies(lang):
    rows = [run(f"folder/{i}.toml", 1e5 + i, 0.04) for i in range(40)] + [run("*hostile*\x1b[31m", -1e6, 0.998)]
    said = at_a_glance.report(portfolio(rows), 8_192, 7, lang)
    assert len(said.splitlines()) < 25
    assert "\\x1b" in said
    assert {"da": "4 af 100 fremtider", "en": "4 of 100 futures"}[lang] in said
    assert {"da": "og 34 til i tabellen", "en": "and 34 more in the table"}[lang] in said
    assert {"da": "gevinst i 40 af 41 sager", "en": "gains in 40 of 41 cases"}[lang] in said
    varied = [run("a", x, 0.1 if x > 0 else 0.9, fee_m=fee) for fee, x in ((8e4, 5e5), (1.2e5, -3e5))]
    said = at_a_glance.report(portfolio(varied), 8_192, 7, lang)
    assert {"da": "120.000", "en": "120,000"}[lang] in said
    assert "fee_m" not in said

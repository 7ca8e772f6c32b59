"""The main figures as Markdown, for `docs/evaluation.md` and for pull requests."""

from collections.abc import Sequence

from evals import words
from evals.retrieval import LEGS, MEASURES
from evals.summary import Figure, Json


def markdown(summary: Json) -> str:
    """Outcomes, scores, categories, retrieval and baselines."""
    parts = [_headline(summary), _scores(summary), _groups(summary)]
    if summary["retrieval"]["n"]:
        parts.append(_retrieval(summary["retrieval"]))
    if summary["baselines"]:
        parts.append(_baselines(summary))
    if summary["ablation"]:
        parts.append(_ablation(summary))
    if summary["calibration"]:
        parts.append(_calibration(summary["calibration"]))
    return "\n".join(parts)


def _headline(summary: Json) -> str:
    figures = summary["all"]["outcomes"]
    rows = [[name, *_cells(figures[key])] for key, name in words.OUTCOMES.items()]
    rows.append(["**Dilayani sebagaimana mestinya**", *_cells(summary["all"]["right"])])
    rows.append(["Salah, di antara yang dijawab", *_cells(summary["all"]["risk"])])
    return _table(["Hasil", "Bagian", "Selang 95 %", "n"], rows)


def _scores(summary: Json) -> str:
    figures = summary["all"]["scores"]
    rows = [[n, *_cells(figures[k])] for k, n in words.SCORES.items() if k != "words"]
    length = figures["words"]
    if length:
        span = f"{words.number(length['low'])}–{words.number(length['high'])}"
        mean = words.number(length["mean"])
        rows.append([words.SCORES["words"], mean, span, str(length["n"])])
    return _table(["Ukuran jawaban", "Bagian", "Selang 95 %", "n"], rows)


def _groups(summary: Json) -> str:
    rows = [
        [words.named(names, key), *_cells(group["right"]), *_counts(group)]
        for names, groups in (
            (words.CATEGORIES, summary["by_category"]),
            (words.STYLES, summary["by_style"]),
        )
        for key, group in groups.items()
    ]
    header = ["Kategori, lalu gaya", "Tepat", "Selang 95 %", "n", *words.OUTCOMES.values()]
    return _table(header, rows)


def _counts(group: Json) -> list[str]:
    return [str(round(group["outcomes"][key]["mean"] * group["n"])) for key in words.OUTCOMES]


def _retrieval(retrieval: Json) -> str:
    rows = [
        [words.LEGS[leg], *(_pair(retrieval["legs"][leg][name]) for name in MEASURES)]
        for leg in LEGS
    ]
    rows += [
        [f"{words.LEGS[leg]}, ketat", *(_pair(retrieval["strict"][leg][name]) for name in MEASURES)]
        for leg in LEGS
    ]
    history = retrieval["history"]
    if history["n"]:
        for key, name in (("written_out", "dengan riwayat"), ("left_out", "tanpa riwayat")):
            label = f"Lanjutan {name} (n {history['n']})"
            rows.append([label, *(_pair(history[key][measure]) for measure in MEASURES)])
    return _table([f"Pencarian (n {retrieval['n']})", *MEASURES], rows)


def _baselines(summary: Json) -> str:
    rows = [_system(words.BASELINES["product"], summary["all"], None)]
    rows += [
        _system(words.named(words.BASELINES, name), figures, figures["gain"])
        for name, figures in summary["baselines"].items()
    ]
    header = [
        "Sistem",
        "Tepat",
        *words.OUTCOMES.values(),
        "Salah di antara yang dijawab",
        "Kata",
        "Lebih tepat, poin",
    ]
    return _table(header, rows)


def _ablation(summary: Json) -> str:
    whole = summary["all"]
    rows = [["(semua ada)", *_ended(whole), ""]]
    rows += [
        [words.named(words.ABLATIONS, name), *_ended(figures), words.points(figures["gain"])]
        for name, figures in summary["ablation"].items()
    ]
    header = ["Yang dilepas", "Tepat", *words.OUTCOMES.values(), "Yang hilang, poin"]
    return _table(header, rows)


def _ended(figures: Json) -> list[str]:
    outcomes = (words.share(figures["outcomes"][key]) for key in words.OUTCOMES)
    return [words.share(figures["right"]), *outcomes]


def _system(name: str, figures: Json, gain: Figure) -> list[str]:
    cells = [words.share(figures["outcomes"][key]) for key in words.OUTCOMES]
    lead = "" if gain is None else words.points(gain)
    length = figures["scores"]["words"]
    spoken = "–" if length is None else words.number(length["mean"], 0)
    risk = words.share(figures["risk"])
    return [name, words.share(figures["right"]), *cells, risk, spoken, lead]


def _calibration(found: Json) -> str:
    separation = found["separation"]
    rows = [
        ["Galat kalibrasi (ECE)", words.number(found["error"], 3)],
        ["Pemisahan (AUROC)", "–" if separation is None else words.number(separation, 3)],
        ["Rata-rata risiko atas semua cakupan", words.number(found["area"], 3)],
    ]
    return _table([f"Kalibrasi (n {found['n']})", ""], rows)


def _cells(figure: Figure) -> list[str]:
    count = "0" if figure is None else str(figure["n"])
    return [words.share(figure), words.spread(figure), count]


def _pair(figure: Figure) -> str:
    if figure is None:
        return "–"
    mean, low, high = (words.number(figure[key], 3) for key in ("mean", "low", "high"))
    return f"{mean} [{low}–{high}]"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)

"""Teaches the encoder this subject by low-rank changes (LoRA) to its upper layers.

    python -m evals.adapt [--without-held-out] [--unseen-passages]

    lower layers, as they are ──once──> hidden states of every passage and question
    upper layers with LoRA <──trained on those── question, its passage, its other questions
        ├── measured on questions held out, and on passages held out
        └── trained once more on everything ──> knowledge/adapter/

It learns from the curated passages, their own questions, and conversations of our own about them
(`evals.exercises.conversations`), never from `evals/datasets` nor from the exercises, from which
the ranking learns.
With `--without-held-out` the adapter written is the one that never saw the questions that
`evals.split` holds out, so that what is learned from them later sees them as new. With
`--unseen-passages` it is also measured on passages that another training never saw.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from time import perf_counter

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, linear, normalize
from torch.nn.utils.rnn import pad_sequence
from transformers import BertConfig, BertModel

from evals.dataset import load as load_questions
from evals.exercises import Exercise, also_right, conversations, exercises
from evals.split import held_out
from knowledge import curated, e5
from knowledge.corpus import rows_to_embed
from knowledge.documents import Document, Passage
from knowledge.encoder import OnnxEncoder, prepare_encoder
from knowledge.language import Language
from knowledge.matter import is_article, overlap, places
from knowledge.settings import KnowledgeSettings

DEV = Path("evals/datasets/dev.jsonl")
TARGETS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
WITHIN = (1, 5, 20)
NEVER = -1e4


@dataclass(frozen=True)
class Recipe:
    """Everything that the training depends on besides the knowledge and the base."""

    seed: int = 1
    layers: int = 6  # adapted, from the top
    rank: int = 16
    alpha: int = 32
    epochs: int = 5
    parts: int = 2  # a passage's questions come in so many parts an epoch
    batch: int = 128  # questions
    rate: float = 1e-3
    temperature: float = 0.03
    asked_again: float = 1.0  # weight of: nearest to another question of its passage
    backwards: float = 0.5  # weight of: the passage nearest to its own questions
    keep: float = 0.1  # weight of: near its vector by the base
    drop: float = 0.2  # of the words, in one of the forms of a question


# ---------------------------------------------------------------- what is learned from


@dataclass(frozen=True, eq=False)
class Material:
    """Passages and questions by number; `forms` are the ways in which each question is read.

    The first form is the question as the index keeps it, the second as it is served
    (`PolicyRetriever.prepare`), the others lack some words. The first `curated` questions are rows
    of the index; the others are conversations: a question with what it leans on, and written out.
    """

    names: tuple[str, ...]
    texts: tuple[str, ...]
    questions: tuple[str, ...]
    forms: tuple[tuple[str, ...], ...]
    owner: Tensor  # the passage of each question
    family: Tensor  # of each passage: siblings share one
    twin: Tensor  # passages x passages: both say the same, so neither is wrong for the other
    also: Tensor  # questions x passages: it answers too, so it is neither right nor wrong
    curated: int

    @classmethod
    def of(
        cls,
        documents: Sequence[Document],
        drop: float,
        told: Sequence[Exercise],
        also: Mapping[str, frozenset[str]],
    ) -> "Material":
        """All passages and questions of the documents, in their order, then conversations."""
        passages = [passage for document in documents for passage in document.passages]
        names = [passage.id for passage in passages]
        kin = [d.part_of or d.id for d in documents for _ in d.passages]
        line = {name: number for number, name in enumerate(names)}
        rows = list(rows_to_embed(documents))
        asked = [(text, name) for name, kind, text in rows if kind == "question"]
        told = [one for one in told if one.best in line]
        questions = tuple(text for text, _ in asked) + tuple(one.whole for one in told)
        others = [also.get(text, frozenset()) for text, _ in asked]
        others += [one.answers[0] - {one.best} for one in told]
        served = tuple(map(as_served, questions))
        alone = questions[: len(asked)] + tuple(one.full or one.whole for one in told)
        return cls(
            tuple(names),
            tuple(text for _, kind, text in rows if kind == "text"),
            questions,
            (questions, served, *(tuple(thinned(q, drop) for q in f) for f in (alone, served))),
            torch.tensor([line[name] for _, name in asked] + [line[one.best] for one in told]),
            torch.tensor([list(dict.fromkeys(kin)).index(name) for name in kin]),
            twin_table(passages),
            torch.tensor([[name in other for name in names] for other in others]),
            len(asked),
        )

    def strings(self) -> Iterator[str]:
        """What is encoded, with its prompt: the texts, then the questions form by form."""
        yield from (e5.PROMPTS["passage"] + text for text in self.texts)
        yield from (e5.PROMPTS["query"] + question for form in self.forms for question in form)

    def digest(self) -> str:
        """SHA-256 of all that is learned from."""
        families = map(str, self.family.tolist())
        owners = map(str, self.owner.tolist())
        others = map(str, self.also.nonzero().tolist())
        parts = (*self.names, *families, *self.strings(), *owners, *others)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def twin_table(passages: Sequence[Passage]) -> Tensor:
    """Passages x passages: whether they are `twins`; each is read once, not once for each other."""
    tells = [(is_article(passage), places(passage)) for passage in passages]
    return torch.tensor(
        [[a != b and overlap(mine, theirs) for b, theirs in tells] for a, mine in tells]
    )


def as_served(question: str) -> str:
    """The question as the retriever encodes it."""
    language = Language.load()
    return language.expand(language.normalise(question))


def thinned(question: str, drop: float) -> str:
    """The question without some of its words, the same ones at every call.

    >>> thinned("kapan", 1.0)
    'kapan'
    """
    random = Random(question)
    kept = [word for word in question.split() if random.random() >= drop]
    return " ".join(kept) or question


# ---------------------------------------------------------------- the model, cut in two


class States:
    """Hidden states of texts where the adapted layers begin, computed once, bfloat16."""

    def __init__(self, directory: Path, strings: Sequence[str], layers: int) -> None:
        tokenizer = Tokenizer.from_file(str(directory / e5.TOKENIZER_FILE))
        tokenizer.enable_truncation(e5.MAX_TOKENS)
        tokenizer.enable_padding(pad_id=1)
        bert = BertModel(BertConfig.from_pretrained(directory))
        bert.load_state_dict(load_file(directory / e5.WEIGHTS_FILE))
        self.first = len(bert.encoder.layer) - layers
        self.upper = bert.encoder.layer[self.first :]
        bert.encoder.layer = bert.encoder.layer[: self.first]
        self._rows: list[Tensor] = [torch.empty(0)] * len(strings)
        order = sorted(range(len(strings)), key=lambda n: len(strings[n]))
        bert.train(False)
        for start in range(0, len(order), 64):
            self._compute(bert, tokenizer, order[start : start + 64], strings)
        self.lengths = torch.tensor([len(row) for row in self._rows])

    @torch.no_grad()
    def _compute(
        self, bert: BertModel, tokenizer: Tokenizer, some: list[int], strings: Sequence[str]
    ) -> None:
        encoded = tokenizer.encode_batch([strings[number] for number in some])
        ids = torch.tensor([one.ids for one in encoded])
        mask = torch.tensor([one.attention_mask for one in encoded])
        with torch.autocast("cpu", torch.bfloat16):
            states = bert(input_ids=ids, attention_mask=mask)[0].bfloat16()
        for number, row, length in zip(some, states, mask.sum(1).tolist(), strict=True):
            self._rows[number] = row[:length].clone()

    def padded(self, numbers: Tensor) -> tuple[Tensor, Tensor]:
        """States (texts, tokens, hidden) and which of them are no padding."""
        states = pad_sequence([self._rows[n] for n in numbers.tolist()], batch_first=True)
        return states, torch.arange(states.shape[1]) < self.lengths[numbers, None]


class Lora(nn.Module):
    """A frozen matrix plus a learned product of two thin ones, nothing at first."""

    def __init__(self, frozen: nn.Linear, rank: int, scale: float) -> None:
        super().__init__()
        self.frozen, self.scale = frozen, scale
        self.down = nn.Parameter(torch.randn(rank, frozen.in_features) / frozen.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(frozen.out_features, rank))

    def forward(self, states: Tensor) -> Tensor:
        """What the matrix makes of the states."""
        plain: Tensor = self.frozen(states)
        return plain + self.scale * linear(linear(states, self.down), self.up)


class Upper(nn.Module):
    """The adapted layers; always begins as the base, whatever was learned before."""

    def __init__(self, states: States, recipe: Recipe) -> None:
        super().__init__()
        torch.manual_seed(recipe.seed)
        self._states = states
        self.layers = states.upper.requires_grad_(False)
        self.train(False)
        self._loras = {}
        for number, layer in enumerate(self.layers, start=states.first):
            for target in TARGETS:
                lora = Lora(frozen(layer, target), recipe.rank, recipe.alpha / recipe.rank)
                layer.set_submodule(target, lora)
                self._loras[f"encoder.layer.{number}.{target}"] = lora

    def vectors(self, numbers: Tensor) -> Tensor:
        """Unit vectors of texts, given by their number among the states."""
        order = torch.argsort(self._states.lengths[numbers], stable=True)
        parts = [self._encode(numbers[part]) for part in torch.split(order, 32)]
        return torch.cat(parts)[torch.argsort(order)]

    def _encode(self, numbers: Tensor) -> Tensor:
        states, there = self._states.padded(numbers)
        mask = torch.where(there, 0.0, NEVER)[:, None, None, :].bfloat16()
        with torch.autocast("cpu", torch.bfloat16):
            for layer in self.layers:
                states = layer(states, mask)
        weight = there[..., None].float()
        return normalize((states.float() * weight).sum(1) / weight.sum(1), dim=1)

    def changes(self) -> dict[str, Tensor]:
        """What `knowledge.e5` merges: `up` (scaled) and `down` of each matrix, half precision."""
        tensors = {}
        for name, lora in self._loras.items():
            tensors[f"{name}.up"] = (lora.up.detach() * lora.scale).half().contiguous()
            tensors[f"{name}.down"] = lora.down.detach().half().contiguous()
        return tensors


def frozen(layer: nn.Module, target: str) -> nn.Linear:
    """The base's own matrix, also where an earlier training put its changes around it."""
    module = layer.get_submodule(target)
    inner = module.frozen if isinstance(module, Lora) else module
    assert isinstance(inner, nn.Linear)
    return inner


# ---------------------------------------------------------------- training


@dataclass(frozen=True, eq=False)
class Vectors:
    """Of the passages, of the questions as kept, and of the questions as served."""

    texts: Tensor
    kept: Tensor
    served: Tensor


@torch.no_grad()
def vectors_of(upper: Upper, material: Material) -> Vectors:
    """The vectors of all passages and questions."""
    sizes = [len(material.texts), len(material.questions), len(material.questions)]
    return Vectors(*torch.split(upper.vectors(torch.arange(sum(sizes))), sizes))


def train(states: States, material: Material, chosen: Tensor, base: Vectors, r: Recipe) -> Upper:
    """The upper layers, trained on the chosen questions (numbers) and their passages."""
    upper = Upper(states, r)
    generator = torch.Generator().manual_seed(r.seed)
    learned = [parameter for parameter in upper.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(learned, r.rate, weight_decay=0.01)
    plan = [list(lessons(material, chosen, base, r, generator)) for _ in range(r.epochs)]
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, r.rate, total_steps=sum(map(len, plan)), pct_start=0.1
    )
    upper.train()
    for lesson in (lesson for epoch in plan for lesson in epoch):
        form = torch.randint(len(material.forms), (len(lesson),), generator=generator)
        loss = loss_of(upper, material, lesson, form, base, r)
        optimiser.zero_grad()
        torch.autograd.backward([loss])
        nn.utils.clip_grad_norm_(learned, 1.0)
        optimiser.step()
        schedule.step()
    return upper.eval()


def lessons(
    material: Material, chosen: Tensor, base: Vectors, r: Recipe, generator: torch.Generator
) -> Iterator[Tensor]:
    """One epoch: batches of questions that are hard to tell apart.

    Siblings always come together; in the first part of the epoch also the families whose texts are
    nearest to the same one, by the base, in the others whoever comes.
    """
    families = int(material.family.max()) + 1
    shape = (families, base.texts.shape[1])
    centre = normalize(torch.zeros(shape).index_add(0, material.family, base.texts), dim=1)
    part = torch.randint(r.parts, (len(chosen),), generator=generator)
    for number in range(r.parts):
        some = chosen[part == number]
        order = torch.rand(families, generator=generator, dtype=torch.float64)
        if number == 0:
            count = max(1, len(some) // r.batch)
            seeds = torch.randperm(families, generator=generator)[:count]
            order = order * 0.9 + (centre @ centre[seeds].T).argmax(1)
        key = order[material.family[material.owner[some]]]
        batches = torch.split(some[torch.argsort(key, stable=True)], r.batch)
        yield from (batches[n] for n in torch.randperm(len(batches), generator=generator))


def loss_of(
    upper: Upper, material: Material, asked: Tensor, form: Tensor, base: Vectors, r: Recipe
) -> Tensor:
    """Contrast both ways between questions and passages, and among questions; near the base."""
    passages, label = torch.unique(material.owner[asked], return_inverse=True)
    count = len(material.questions)
    questions = upper.vectors(len(material.texts) + form * count + asked)
    texts = upper.vectors(passages)
    twin = material.twin[passages][:, passages][label]
    twin = twin | material.also[asked][:, passages]  # neither right nor wrong
    found = (questions @ texts.T / r.temperature).masked_fill(twin, NEVER)
    itself = torch.eye(len(asked), dtype=torch.bool)
    same = (label[:, None] == label) & ~itself
    near = twin[:, label] | twin[:, label].T
    among = (questions @ questions.T / r.temperature).masked_fill(itself | near, NEVER)
    own = label == torch.arange(len(passages))[:, None]
    moved = cosine_loss(questions, base.kept[asked]) + cosine_loss(texts, base.texts[passages])
    return (
        cross_entropy(found, label)
        + r.asked_again * any_right(among, same)
        + r.backwards * all_right(found.T, own)
        + r.keep * moved
    )


def any_right(scores: Tensor, right: Tensor) -> Tensor:
    """Minus the log of the share of the right ones, over rows that have any."""
    shares = scores.log_softmax(1).masked_fill(~right, NEVER).logsumexp(1)
    return -shares[right.any(1)].mean()


def all_right(scores: Tensor, right: Tensor) -> Tensor:
    """Minus the mean log share of each right one."""
    shares = scores.log_softmax(1).masked_fill(~right, 0).sum(1) / right.sum(1)
    return -shares.mean()


def cosine_loss(one: Tensor, other: Tensor) -> Tensor:
    """One minus the mean cosine of unit vectors."""
    return 1 - (one * other).sum(1).mean()


# ---------------------------------------------------------------- measuring

Split = tuple[Tensor, Tensor]
Results = dict[str, list[float]]
"""Recall within 1, 5 and 20 by the name of what was compared."""


@dataclass(frozen=True, eq=False)
class Benchmark:
    """Questions that the encoder does not learn from, and which passages answer each."""

    questions: tuple[str, ...]
    right: Tensor

    @classmethod
    def of(
        cls,
        given: Iterable[tuple[str, Collection[str]]],
        documents: Sequence[Document],
        names: Sequence[str],
    ) -> "Benchmark":
        """Those that name a passage; by an alias of its document, or any passage of it."""
        passages = {name: [name] for name in names}
        for document in documents:
            every = [passage.id for passage in document.passages]
            passages |= dict.fromkeys((document.id, *document.aliases), every)
        pairs = [
            (question, {p for r in refs for p in passages.get(r, ())}) for question, refs in given
        ]
        pairs = [(question, right) for question, right in pairs if right]
        table = [[name in right for name in names] for _, right in pairs]
        return cls(tuple(as_served(question) for question, _ in pairs), torch.tensor(table))


def benchmarks() -> dict[str, Sequence[tuple[str, Collection[str]]]]:
    """Questions of `dev` that stand alone, and our exercises that ask one thing."""
    dev = [(i.question, i.fact_refs) for i in load_questions(DEV).items if not i.history]
    own = [(one.whole, one.answers[0]) for one in exercises() if len(one.answers) == 1]
    return {"dev": dev, "exercises": own}


def split_by_question(material: Material) -> Split:
    """Numbers of the questions to learn from, and of those held out.

    A passage whose curated questions would all be held out keeps its first; no conversation is.
    """
    held = torch.tensor([held_out(question) for question in material.questions])
    held[material.curated :] = False
    for passage in range(len(material.texts)):
        mine = (material.owner[: material.curated] == passage).nonzero().flatten()
        if len(mine) and held[mine].all():
            held[mine[0]] = False
    return (~held).nonzero().flatten(), held.nonzero().flatten()


def split_by_passage(material: Material) -> Split:
    """The same, but all questions of a fifth of the passages are held out."""
    held = torch.tensor([held_out(name) for name in material.names])[material.owner]
    return (~held).nonzero().flatten(), held[: material.curated].nonzero().flatten()


def measure(vectors: Vectors, material: Material, asked: Tensor, rows: Tensor) -> Results:
    """Recall of the asked questions over all passages: by text, by the nearest of the rows, both.

    A row never finds itself; a conversation is no row.
    """
    rows = rows[rows < material.curated]
    queries, owner = vectors.served[asked], material.owner
    by_text = queries @ vectors.texts.T
    near = (queries @ vectors.kept[rows].T).masked_fill(rows == asked[:, None], -1)
    owners = owner[rows].expand(len(asked), -1)
    by_question = torch.full_like(by_text, -1).scatter_reduce(1, owners, near, "amax")
    right = owner[asked][:, None] == torch.arange(len(material.texts))
    return {
        "text": recall(by_text, right),
        "nearest question": recall(by_question, right),
        "text + 0.3 nearest question": recall(by_text + 0.3 * by_question, right),
    }


def recall(scores: Tensor, right: Tensor) -> list[float]:
    """Share of the rows whose best right column is within the first 1, 5 and 20.

    >>> recall(torch.tensor([[0.9, 0.1, 0.2]]), torch.tensor([[False, False, True]]))
    [0.0, 1.0, 1.0]
    """
    best = scores.masked_fill(~right, -torch.inf).amax(1, keepdim=True)
    ranks = (scores > best).sum(1) + 1
    return [round((ranks <= within).double().mean().item(), 3) for within in WITHIN]


# ---------------------------------------------------------------- the command


class Session:
    """The material, its hidden states and its vectors by the base, shared by all trainings."""

    def __init__(self, settings: KnowledgeSettings, recipe: Recipe) -> None:
        documents = curated.read(settings.curated).documents()
        self.home, self.recipe = settings.folder, recipe
        self.directory = prepare_encoder(self.home)
        self.material = Material.of(documents, recipe.drop, conversations(), also_right())
        names = self.material.names
        self.benchmarks = {n: Benchmark.of(g, documents, names) for n, g in benchmarks().items()}
        known = tuple(self.material.strings())
        others = [e5.PROMPTS["query"] + q for m in self.benchmarks.values() for q in m.questions]
        self.states = States(self.directory, (*known, *others), recipe.layers)
        numbers = torch.arange(len(known), len(self.states.lengths))
        sizes = [len(each.questions) for each in self.benchmarks.values()]
        self._numbers = dict(zip(self.benchmarks, torch.split(numbers, sizes), strict=True))
        self.everything = torch.arange(len(self.material.questions))
        untaught = Upper(self.states, recipe)
        self.base = vectors_of(untaught, self.material)
        self.base_on_others = self.on_others(untaught, self.base)

    def train(self, chosen: Tensor) -> tuple[Upper, Vectors]:
        """The layers trained on the chosen questions, and all vectors by them."""
        say(f"training on {len(chosen)} questions")
        upper = train(self.states, self.material, chosen, self.base, self.recipe)
        return upper, vectors_of(upper, self.material)

    def compare(self, after: Vectors, asked: Tensor, rows: Tensor) -> dict[str, Results]:
        """Before and after on held-out questions."""
        return {
            name: measure(vectors, self.material, asked, rows)
            for name, vectors in (("before", self.base), ("after", after))
        }

    @torch.no_grad()
    def on_others(self, upper: Upper, vectors: Vectors) -> dict[str, Results]:
        """Recall of the questions that the encoder does not learn from, by text."""
        return {
            name: {
                "text": recall(upper.vectors(self._numbers[name]) @ vectors.texts.T, given.right)
            }
            for name, given in self.benchmarks.items()
        }

    def as_served(self) -> dict[str, Results]:
        """The same by the int8 graph, built anew with the adapter as it was written."""
        encoder = OnnxEncoder(prepare_encoder(self.home))
        texts = torch.from_numpy(encoder.encode_passages(self.material.texts))
        found = {}
        for name, given in self.benchmarks.items():
            queries = torch.from_numpy(encoder.encode_queries(given.questions))
            found[name] = {"text, int8": recall(queries @ texts.T, given.right)}
        return found


def write_adapter(upper: Upper, note: Mapping[str, object], directory: Path) -> None:
    """Writes the adapter and what it was made of."""
    e5.ADAPTER.mkdir(exist_ok=True)
    save_file(upper.changes(), e5.ADAPTER / e5.ADAPTER_FILE)
    sums = {"base": e5.sha256(directory / e5.WEIGHTS_FILE), "sha256": e5.adapter_digest()}
    text = json.dumps({**sums, **note}, indent=2, ensure_ascii=False)
    (e5.ADAPTER / e5.ADAPTER_NOTE).write_text(text + "\n", encoding="utf-8")


def table(results: Mapping[str, Mapping[str, Results]]) -> str:
    """The results as a Markdown table."""
    lines = ["| questions | by | | @1 | @5 | @20 |", "| --- | --- | --- | --- | --- | --- |"]
    for name, stages in results.items():
        rows = [(leg, stage, found[leg]) for stage, found in stages.items() for leg in found]
        for leg, stage, shares in sorted(rows, key=lambda row: row[0]):
            cells = " | ".join(f"{share:.3f}" for share in shares)
            lines.append(f"| {name} | {leg} | {stage} | {cells} |")
    return "\n".join(lines)


def say(text: str) -> None:
    """One line for whoever waits."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Train, measure, train on everything, write."""
    parser = argparse.ArgumentParser(prog="python -m evals.adapt", description=main.__doc__)
    parser.add_argument("--without-held-out", action="store_true")
    parser.add_argument("--unseen-passages", action="store_true")
    options = parser.parse_args()
    whole = not options.without_held_out
    torch.set_num_threads(2)
    start, recipe = perf_counter(), Recipe()
    session = Session(KnowledgeSettings(), recipe)
    material = session.material
    results: dict[str, dict[str, Results]] = {}

    if options.unseen_passages:
        chosen, asked = split_by_passage(material)
        _, vectors = session.train(chosen)
        name = f"of unseen passages ({len(asked)})"
        results[name] = session.compare(vectors, asked, session.everything)

    chosen, asked = split_by_question(material)
    upper, vectors = session.train(chosen)
    results[f"held out ({len(asked)})"] = session.compare(vectors, asked, chosen)
    stages = {
        "before": session.base_on_others,
        "after, without held out": session.on_others(upper, vectors),
    }
    if whole:
        chosen = session.everything
        upper, vectors = session.train(chosen)
        stages["after, on everything"] = session.on_others(upper, vectors)

    note = {
        "recipe": asdict(recipe),
        "targets": TARGETS,
        "material": material.digest(),
        "passages": len(material.texts),
        "questions": material.curated,
        "conversations": len(material.questions) - material.curated,
        "trained_on": len(chosen),
        "results": results,
    }
    write_adapter(upper, note, session.directory)
    stages["as served"] = session.as_served()
    for name, given in session.benchmarks.items():
        row = f"{name} ({len(given.questions)})"
        results[row] = {stage: found[name] for stage, found in stages.items()}
    write_adapter(upper, note, session.directory)
    say(table(results))
    say(f"{perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()

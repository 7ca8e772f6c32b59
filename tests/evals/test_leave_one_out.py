from evals.leave_one_out import LeftOut, leave_one_out, recall, table
from knowledge.ranking import Ranker
from knowledge.retriever import PolicyRetriever
from tests.support import open_small


def test_a_question_finds_its_passage_without_its_own_row() -> None:
    retriever = PolicyRetriever(open_small(), Ranker.load())
    found = list(leave_one_out(retriever))
    rows = [row for row in retriever.index.corpus.rows if row.kind == "question"]
    assert [one.question for one in found] == [row.text for row in rows]
    assert "jam kerjanya?" not in {one.question for one in found}
    assert all(0 <= one.same_rank <= one.rank for one in found if one.rank)
    assert recall([one.rank for one in found], 20) > 0.9


def test_what_says_the_same_counts_in_the_second_pair_alone() -> None:
    found = [
        LeftOut("a?", "P3", "statement", rank=1, same_rank=1),
        LeftOut("b?", "P3", "statement", rank=6, same_rank=1),
        LeftOut("c?", "uu-1/pasal-1", "regulation", rank=0, same_rank=0),
    ]
    every, statements, *_ = table([*found, found[0]]).splitlines()[2:]
    assert every == "| all | 4 | 0.500 | 0.500 | 0.750 | 0.750 |"
    assert statements == "| of statements | 3 | 0.667 | 0.667 | 1.000 | 1.000 |"

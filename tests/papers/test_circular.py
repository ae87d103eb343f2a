"""What a circular may say, before any renderer sees it."""

import pytest

from jifen.papers.circular import Annex, Column, Table

from .samples import half_cycle, short


def test_a_row_with_a_cell_too_few_is_a_fault() -> None:
    with pytest.raises(ValueError, match="row 2 has 1 cells"):
        Table((Column("名次", 1), Column("姓名", 2)), (("1", "张三"), ("2",)))


def test_the_total_is_the_last_line_of_a_table() -> None:
    table = Table((Column("姓名", 1),), (("张三",),), total=("合计",))
    assert table.lines == (("张三",), ("合计",))


def test_a_column_without_width_is_a_fault() -> None:
    with pytest.raises(ValueError, match="no width"):
        Column("姓名", 0)


def test_an_annex_must_be_in_the_list_of_attachments() -> None:
    annex = Annex(("排名表",), Table((Column("姓名", 1),), ()))
    with pytest.raises(ValueError, match="not in the list of attachments"):
        short(annexes=(annex,))


def test_only_several_attachments_are_numbered() -> None:
    circular = half_cycle()
    (annex,) = circular.annexes
    assert circular.annex_label(annex) == "附件"
    assert short(attachments=("办法", annex.name), annexes=(annex,)).annex_label(annex) == "附件2"


def test_a_circular_without_a_title_is_a_fault() -> None:
    with pytest.raises(ValueError, match="title"):
        short(title=())

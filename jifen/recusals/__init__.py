"""Who must keep out of a case (回避), and who stands in for whom (委托)."""

"""What was asked of whom until when (督办), inspections and urging."""

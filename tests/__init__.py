"""What must be true of Jifen, said in sentences."""

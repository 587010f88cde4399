"""What is coded in the packets of a recording, without decoding it."""

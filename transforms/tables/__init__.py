"""The warehouse: one Parquet file a partition, replaced as a whole or not at all."""

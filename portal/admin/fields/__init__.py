"""配置 › 字段: the screens on which a province's administrator keeps its fields, and what lists say of their indexes."""

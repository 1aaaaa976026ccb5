"""配置 › 字段: the screens on which a province keeps its fields, and what lists say of their indexes."""

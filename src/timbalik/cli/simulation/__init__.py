"""A whole programme played through the operations, on a virtual clock: for ``timbalik simulate`` and for the demo company."""

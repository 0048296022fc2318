"""Our own charts: inline SVG without a ``viewBox``, x in percent and y in pixels, so that text keeps its size.

Each function takes frozen dataclasses with words already translated, and returns safe markup in the classes of
the stylesheet. Colours, sizes and dark mode belong to the stylesheet; nothing here knows them.
"""

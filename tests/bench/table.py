"""What one scenario prints."""


class Table:
    def __init__(self, title, columns):
        self.title, self.columns, self.rows, self.ratios, self.bars = title, columns, [], [], []

    def row(self, label, *values):
        self.rows.append((label, *values))

    def ratio(self, what, value):
        """A figure that is printed and held to nothing, unless hold() says to what."""
        self.ratios.append((what, value))

    def bar(self, what, value, relation, limit, unit=""):
        """relation "<=": met when value is at most limit; ">=": at least."""
        is_met = value <= limit if relation == "<=" else value >= limit
        self.bars.append((what, value, relation, limit, unit, is_met))

    def hold(self, beginning, relation, limit):
        """Makes bars of the ratios whose names begin so."""
        for what, value in [entry for entry in self.ratios if entry[0].startswith(beginning)]:
            self.ratios.remove((what, value))
            self.bar(what, value, relation, limit, "x")

    def show(self):
        print(f"\n{self.title}")
        widths = [max(len(row[0]) for row in self.rows), *(max(10, len(column)) for column in self.columns[1:])]
        print("  ".join(f"{column:>{width}}" for column, width in zip(self.columns, widths)))
        for label, *values in self.rows:
            print("  ".join([f"{label:<{widths[0]}}", *(f"{value:>{width}.2f}" for value, width in zip(values, widths[1:]))]))
        for what, value, relation, limit, unit, is_met in self.bars:
            print(f"  {'met    ' if is_met else 'NOT MET'}  {what}: {value:.2f}{unit} ({relation} {limit}{unit})")
        for what, value in self.ratios:
            print(f"  ratio    {what}: {value:.2f}x", flush=True)

"""How large a source may be, and for how long it is looked at. Each of these bounds work or memory of the worker."""

MEBI = 1024 * 1024

# Of an archive. Large projects of the public have some ten thousand files and a few hundred thousand lines.
MOST_ENTRIES = 50_000
MOST_UNPACKED = 400 * MEBI  # all entries, as declared
MOST_KEPT = 160 * MEBI  # what is written to disk: Python, and settings
MOST_FILES = 20_000  # Python files that are looked at
DEEPEST_PATH = 40  # folders in each other
LONGEST_NAME = 255  # octets of one part, as file systems have it
LONGEST_PATH = 1024
# Text is packed to a third or a tenth, rarely to a fiftieth; a run of zeros to a thousandth.
BOMB_RATIO = 200
BOMB_SIZE = MEBI  # below, no ratio is a danger

# Of one file.
LARGEST_FILE = MEBI
DEEPEST_TREE = 180  # nodes in each other: parsers written in C recurse, and so do rules

# Of a child process.
SECONDS = 240
# The worker has 1,024 MB, of which the process that waits for its child takes a tenth.
MEMORY = 880 * MEBI
OUTPUT = 64 * MEBI

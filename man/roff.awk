# A page of this folder as roff(7), for man(1). It knows what the pages use: one `# name(section): what it is`, `## Section`,
# paragraphs, `term` with `: text` below it, `code`, code blocks of four blanks, and lists of `- `.
function escape(text) {
  gsub(/\\/, "\\e", text)
  gsub(/-/, "\\-", text)
  while (match(text, /`[^`]*`/))
    text = substr(text, 1, RSTART - 1) "\\fB" substr(text, RSTART + 1, RLENGTH - 2) "\\fR" substr(text, RSTART + RLENGTH)
  if (text ~ /^[.']/) text = "\\&" text
  return text
}

# A line is known for a term by the one after it, so each is written when the next is read.
function write_last() {
  if (has_last && starts_paragraph) print ".PP"
  if (has_last) print escape(last)
  has_last = starts_paragraph = 0
}

NR == 1 {
  title = $2
  sub(/:$/, "", title)
  name = title
  sub(/\(.*/, "", name)
  section = title
  gsub(/.*\(|\).*/, "", section)
  about = $0
  sub(/^[^:]*: /, "", about)
  print ".TH " toupper(name) " " section
  print ".SH NAME"
  print name " \\- " escape(about)
  next
}
/^## / {
  write_last()
  is_code = 0
  print ".SH " toupper(escape(substr($0, 4)))
  next
}
/^: / {
  print ".TP"
  starts_paragraph = 0
  write_last()
  print escape(substr($0, 3))
  wants_paragraph = 0
  next
}
/^    / {
  write_last()
  if (!is_code) print ".PP\n.nf\n.RS 4"
  is_code = 1
  print escape(substr($0, 5))
  next
}
/^$/ {
  write_last()
  if (is_code) print ".RE\n.fi"
  is_code = 0
  wants_paragraph = 1
  next
}
/^- / {
  write_last()
  print ".IP \\(bu 2"
  has_last = 1
  last = substr($0, 3)
  wants_paragraph = 0
  next
}
{
  write_last()
  starts_paragraph = wants_paragraph
  wants_paragraph = 0
  has_last = 1
  last = $0
}
END {
  write_last()
}

// Asks Go's own text/template what each case gives, and writes golden.inc: go run golden.go golden_cases.go > golden.inc
//
// The cases are those of Go's documentation (text/template/doc.go), of its tests (exec_test.go, parse_test.go) as far as they
// need no Go types, and of its package fmt. docker's and podman's functions are defined as those define them.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/template"
	"time"
)

type any2 = interface{}

type U struct{ V string }

type T struct {
	True      bool
	I         int
	Big       uint64
	Negative  int
	F         float64
	FloatZero float64
	X         string
	S         string
	U         U
	Nil       *U
	SI        []any2
	SB        []any2
	SS        []any2
	SIEmpty   []any2
	MSI       map[string]any2
	MSS       map[string]string
	MSIone    map[string]any2
	MSIEmpty  map[string]any2
	MXI       map[string]any2
	SMSI      []any2
	SU        []U
	When      time.Time
	Zone      time.Time
	Html      string
	Letters   string
}

var fixture = T{
	True: true, I: 17, Big: 18446744073709551615, Negative: -1, F: 2.5, X: "x", S: "xyz", U: U{"v"},
	SI: []any2{3, 4, 5}, SB: []any2{true, false}, SS: []any2{"a", "b c", ""}, SIEmpty: []any2{},
	MSI:    map[string]any2{"one": 1, "two": 2, "three": 3},
	MSS:    map[string]string{"com.example.a": "b", "empty": "", "k": "v=w"},
	MSIone: map[string]any2{"one": 1}, MSIEmpty: map[string]any2{},
	MXI:  map[string]any2{"one": 1, "null": nil, "text": "t"},
	SMSI: []any2{[]any2{1, 2}, []any2{11, 12}},
	SU:   []U{{"first"}, {"second"}},
	When: time.Date(2022, 3, 4, 15, 6, 7, 120000000, time.UTC), Zone: time.Date(2022, 3, 4, 5, 6, 7, 0, time.FixedZone("", 3600)),
	Html: "<a href='x'>\"&\x00</a>", Letters: "héllo wörld",
}

func title(s string) string { return strings.Title(s) }

func pad(source string, prefix, suffix int) string {
	if source == "" {
		return source
	}
	return strings.Repeat(" ", prefix) + source + strings.Repeat(" ", suffix)
}

func truncate(source string, length int) string {
	if len(source) < length {
		return source
	}
	return source[:length]
}

func join(list []any2, separator string) string {
	var texts []string
	for _, element := range list {
		texts = append(texts, fmt.Sprint(element))
	}
	return strings.Join(texts, separator)
}

func toJson(v any2) string {
	buffer := &bytes.Buffer{}
	encoder := json.NewEncoder(buffer)
	encoder.SetEscapeHTML(false)
	encoder.Encode(v)
	return strings.TrimSpace(buffer.String())
}

var functions = template.FuncMap{
	"json": toJson, "join": join, "lower": strings.ToLower, "upper": strings.ToUpper, "title": title,
	"split": strings.Split, "pad": pad, "truncate": truncate,
}

func run(text string) (string, string) {
	parsed, err := template.New("t").Funcs(functions).Parse(text)
	if err != nil {
		return "", err.Error()
	}
	buffer := &bytes.Buffer{}
	if err := parsed.Execute(buffer, fixture); err != nil {
		return "", err.Error()
	}
	return buffer.String(), ""
}

// As a C++ literal: octal escapes end by themselves.
func literal(s string) string {
	out := "\""
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '"' || c == '\\':
			out += "\\" + string(rune(c))
		case c == '\n':
			out += "\\n"
		case c == '\t':
			out += "\\t"
		case c < ' ' || c >= 0x7f:
			out += fmt.Sprintf("\\%03o", c)
		default:
			out += string(rune(c))
		}
	}
	return out + "\"sv"
}

func main() {
	document, err := json.Marshal(fixture)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("// Written by golden.go: do not edit.")
	fmt.Printf("constexpr std::string_view golden_data =\n    R\"~(%s)~\";\n", document)
	fmt.Println("constexpr GoldenCase golden_cases[] = {")
	for _, text := range cases {
		output, failure := run(text)
		fmt.Printf("    {%s, %s, %s},\n", literal(text), literal(output), literal(failure))
	}
	fmt.Println("};")
}

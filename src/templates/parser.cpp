#include <skiff/base/text.hpp>

#include "functions.hpp"
#include "go_text.hpp"
#include "node.hpp"
#include "token.hpp"

// Go's text/template/parse/parse.go, with its errors' words.
namespace skiff::templates {

namespace {

/// How a list of nodes ended.
enum class Ending { end_of_text, end, otherwise };

class Parser {
 public:
  Parser(ParsedTemplate& parsed, std::vector<Token> tokens) : parsed_(parsed), tokens_(std::move(tokens)) {}

  Result<void> run() {
    TRY_ASSIGN(auto root, parse_body(Ending::end_of_text));
    return add(parsed_.name, std::move(root));
  }

 private:
  using Owned = std::unique_ptr<Node>;

  template <typename... Args>
  std::unexpected<Error> wrong(fmt::format_string<Args...> format, Args&&... arguments) const {
    const std::size_t at = tokens_[std::min(at_ == 0 ? 0 : at_ - 1, tokens_.size() - 1)].position;
    return fail(ErrorKind::invalid, "template: {}:{}: {}", parsed_.name, line_of(parsed_.text, at),
                fmt::format(format, std::forward<Args>(arguments)...));
  }
  std::unexpected<Error> unexpected(const Token& token, std::string_view context) const {
    return wrong("unexpected {} in {}", shown(token), context);
  }

  const Token& peek() const { return tokens_[at_]; }
  Token next() {
    const Token& token = tokens_[at_];
    if (token.kind != TokenKind::end) ++at_;
    return token;
  }
  void skip_space() {
    while (peek().kind == TokenKind::space) ++at_;
  }
  Token next_word() {
    skip_space();
    return next();
  }
  const Token& peek_word() {
    skip_space();
    return peek();
  }

  static Owned make(NodeKind kind, std::size_t position, std::string_view text = {}) {
    auto node = std::make_unique<Node>();
    node->kind = kind;
    node->position = static_cast<std::uint32_t>(position);
    node->text = text;
    return node;
  }

  /// Of two templates with one name the one with something in it counts; two such are an error.
  Result<void> add(const std::string& name, Owned list) {
    Owned& place = parsed_.templates[name];
    if (place && !is_empty(*place)) {
      if (is_empty(*list)) return {};
      return wrong("template: multiple definition of template {}", quoted(name));
    }
    place = std::move(list);
    return {};
  }
  static bool is_empty(const Node& list) {
    return std::ranges::all_of(list.children, [](const Owned& node) {
      return node->kind == NodeKind::text && base::trim(node->text).empty();
    });
  }

  /// A template of its own: with no variables but $.
  Result<Owned> parse_body(Ending wanted) {
    const auto variables = std::exchange(variables_, {"$"});
    const std::size_t ranges = std::exchange(ranges_, 0);
    auto list = parse_list(wanted);
    variables_ = variables;
    ranges_ = ranges;
    return list;
  }

  /// Nodes up to the end that is wanted; for `end` that may be {{else}} too, which `ended_by_` then tells.
  Result<Owned> parse_list(Ending wanted) {
    if (++nesting_ > parsed_.limits.nesting) return wrong("it nests deeper than {} levels", parsed_.limits.nesting);
    auto list = make(NodeKind::list, peek().position);
    for (;;) {
      const Token token = next();
      if (token.kind == TokenKind::text) {
        list->children.push_back(make(NodeKind::text, token.position, token.text));
        continue;
      }
      if (token.kind == TokenKind::end) {
        if (wanted != Ending::end_of_text) return wrong("unexpected EOF");
        break;
      }
      const Token& word = peek_word();
      const bool is_end = word.kind == TokenKind::keyword && word.text == "end";
      const bool is_else = word.kind == TokenKind::keyword && word.text == "else";
      if (is_end || is_else) {
        next();
        if (wanted == Ending::end_of_text) return wrong("unexpected {{{{{}}}}}", word.text);
        if (is_else && wanted != Ending::otherwise) return wrong("expected end; found {{{{else}}}}");
        if (is_end)
          if (const Token close = next_word(); close.kind != TokenKind::close) return unexpected(close, "end");
        has_else_ = is_else;
        break;
      }
      TRY_ASSIGN(auto node, parse_action());
      if (node) list->children.push_back(std::move(node));
    }
    --nesting_;
    return list;
  }

  /// Behind "{{". Nothing for a definition.
  Result<Owned> parse_action() {
    const Token token = peek_word();
    if (token.kind == TokenKind::keyword) {
      next();
      if (token.text == "if") return parse_block(NodeKind::if_block, "if", token.position);
      if (token.text == "with") return parse_block(NodeKind::with_block, "with", token.position);
      if (token.text == "range") return parse_block(NodeKind::range_block, "range", token.position);
      if (token.text == "template") return parse_invocation();
      if (token.text == "block") return parse_block_definition();
      if (token.text == "define") return parse_definition(token);
      return parse_jump(token);
    }
    auto action = make(NodeKind::action, token.position);
    TRY_ASSIGN(auto pipe, parse_pipe("command", TokenKind::close));
    action->children.push_back(std::move(pipe));
    return action;
  }

  Result<Owned> parse_jump(const Token& word) {
    if (const Token close = next_word(); close.kind != TokenKind::close)
      return unexpected(close, fmt::format("{{{{{}}}}}", word.text));
    if (ranges_ == 0) return wrong("{{{{{}}}}} outside {{{{range}}}}", word.text);
    return make(word.text == "break" ? NodeKind::leave : NodeKind::next, word.position);
  }

  Result<Owned> parse_block(NodeKind kind, std::string_view word, std::size_t position) {
    const std::size_t variables = variables_.size();
    auto block = make(kind, position);
    TRY_ASSIGN(auto pipe, parse_pipe(word, TokenKind::close));
    block->children.push_back(std::move(pipe));
    if (kind == NodeKind::range_block) ++ranges_;
    TRY_ASSIGN(auto list, parse_list(Ending::otherwise));
    if (kind == NodeKind::range_block) --ranges_;
    block->children.push_back(std::move(list));
    if (has_else_) {
      TRY_ASSIGN(auto otherwise, parse_else(kind, word));
      block->children.push_back(std::move(otherwise));
    }
    variables_.resize(variables);
    return block;
  }

  /// Behind "{{else": the rest of it and the list, or the block that "else if" and "else with" open.
  Result<Owned> parse_else(NodeKind kind, std::string_view word) {
    const Token token = next_word();
    const bool may_chain = kind == NodeKind::if_block || kind == NodeKind::with_block;
    if (may_chain && token.kind == TokenKind::keyword && token.text == word) {
      if (++nesting_ > parsed_.limits.nesting) return wrong("it nests deeper than {} levels", parsed_.limits.nesting);
      auto list = make(NodeKind::list, token.position);
      TRY_ASSIGN(auto block, parse_block(kind, word, token.position));
      list->children.push_back(std::move(block));
      --nesting_;
      return list;
    }
    if (token.kind != TokenKind::close) return unexpected(token, "else");
    return parse_list(Ending::end);
  }

  /// The name that a template is called or defined by.
  Result<std::string> parse_name(std::string_view context) {
    const Token token = next_word();
    if (token.kind != TokenKind::string && token.kind != TokenKind::raw_string) return unexpected(token, context);
    const auto name = unquoted(token.text);
    if (!name) return wrong("invalid syntax: {}", token.text);
    return *name;
  }

  Result<Owned> parse_invocation() {
    const std::size_t position = peek_word().position;
    TRY_ASSIGN(const std::string name, parse_name("template clause"));
    auto node = make(NodeKind::invocation, position, name);
    if (peek_word().kind == TokenKind::close) {
      next();
      return node;
    }
    TRY_ASSIGN(auto pipe, parse_pipe("template clause", TokenKind::close));
    node->children.push_back(std::move(pipe));
    return node;
  }

  Result<Owned> parse_block_definition() {
    const std::size_t position = peek_word().position;
    TRY_ASSIGN(const std::string name, parse_name("block clause"));
    auto node = make(NodeKind::invocation, position, name);
    TRY_ASSIGN(auto pipe, parse_pipe("block clause", TokenKind::close));
    node->children.push_back(std::move(pipe));
    TRY_ASSIGN(auto list, parse_body(Ending::end));
    TRY(add(name, std::move(list)));
    return node;
  }

  Result<Owned> parse_definition(const Token& word) {
    if (nesting_ > 1) return unexpected(word, "command");
    TRY_ASSIGN(const std::string name, parse_name("define clause"));
    if (const Token close = next_word(); close.kind != TokenKind::close) return unexpected(close, "define clause");
    TRY_ASSIGN(auto list, parse_body(Ending::end));
    TRY(add(name, std::move(list)));
    return Owned();
  }

  /// "$x :=", "$x =", or in a range "$i, $x :=". Whether there was one.
  Result<void> parse_declarations(Node& pipe, std::string_view context) {
    while (peek_word().kind == TokenKind::variable) {
      const std::size_t start = at_;
      const Token variable = next();
      const Token sign = peek_word();
      const bool is_list = sign.kind == TokenKind::character && sign.text == ",";
      if (sign.kind != TokenKind::assign && sign.kind != TokenKind::declare && !is_list) {
        at_ = start;
        return {};
      }
      next();
      pipe.names.emplace_back(variable.text);
      variables_.emplace_back(variable.text);
      pipe.is_assignment = sign.kind == TokenKind::assign;
      if (!is_list) return {};
      if (context != "range" || pipe.names.size() > 1) return wrong("too many declarations in {}", context);
      const TokenKind second = peek_word().kind;
      if (second != TokenKind::variable && second != TokenKind::close && second != TokenKind::right_parenthesis)
        return wrong("range can only initialize variables");
    }
    return {};
  }

  Result<Owned> parse_pipe(std::string_view context, TokenKind end) {
    if (++nesting_ > parsed_.limits.nesting) return wrong("it nests deeper than {} levels", parsed_.limits.nesting);
    auto pipe = make(NodeKind::pipe, peek_word().position);
    TRY(parse_declarations(*pipe, context));
    for (;;) {
      const Token& token = peek_word();
      if (token.kind == end) break;
      if (!may_start_command(token.kind)) {
        next();
        return unexpected(token, context);
      }
      TRY_ASSIGN(auto command, parse_command());
      pipe->children.push_back(std::move(command));
    }
    next();
    --nesting_;
    if (pipe->children.empty()) return wrong("missing value for {}", context);
    for (std::size_t i = 1; i < pipe->children.size(); ++i) {
      const NodeKind kind = pipe->children[i]->children[0]->kind;
      if (kind == NodeKind::constant || kind == NodeKind::dot || kind == NodeKind::nil)
        return wrong("non executable command in pipeline stage {}", i + 1);
    }
    return pipe;
  }

  static bool may_start_command(TokenKind kind) {
    switch (kind) {
      case TokenKind::boolean:
      case TokenKind::number:
      case TokenKind::letter:
      case TokenKind::string:
      case TokenKind::raw_string:
      case TokenKind::identifier:
      case TokenKind::field:
      case TokenKind::variable:
      case TokenKind::dot:
      case TokenKind::nil:
      case TokenKind::left_parenthesis: return true;
      default: return false;
    }
  }

  Result<Owned> parse_command() {
    auto command = make(NodeKind::command, peek_word().position);
    for (;;) {
      skip_space();
      TRY_ASSIGN(auto operand, parse_operand());
      if (operand) command->children.push_back(std::move(operand));
      const Token& token = peek();
      if (token.kind == TokenKind::close || token.kind == TokenKind::right_parenthesis) break;
      next();
      if (token.kind == TokenKind::space) continue;
      if (token.kind == TokenKind::pipe) break;
      return unexpected(token, "operand");
    }
    if (command->children.empty()) return wrong("empty command");
    return command;
  }

  /// A term with its fields: (x).A.B. Nothing where none begins.
  Result<Owned> parse_operand() {
    TRY_ASSIGN(auto term, parse_term());
    if (!term || peek().kind != TokenKind::field) return term;
    if (term->kind == NodeKind::constant || term->kind == NodeKind::nil || term->kind == NodeKind::dot)
      return wrong("unexpected . after term {}", quoted(text_of(*term)));
    const std::uint32_t position = peek().position;
    if (term->kind != NodeKind::field && term->kind != NodeKind::variable) {
      auto chain = make(NodeKind::chain, position);
      chain->children.push_back(std::move(term));
      term = std::move(chain);
    }
    term->position = position;
    while (peek().kind == TokenKind::field) term->names.emplace_back(next().text.substr(1));
    return term;
  }

  Result<Owned> parse_term() {
    if (!may_start_command(peek().kind)) return Owned();
    const Token token = next();
    switch (token.kind) {
      case TokenKind::left_parenthesis: return parse_pipe("parenthesized pipeline", TokenKind::right_parenthesis);
      case TokenKind::dot: return make(NodeKind::dot, token.position);
      case TokenKind::nil: return make(NodeKind::nil, token.position);
      case TokenKind::field: {
        auto node = make(NodeKind::field, token.position);
        node->names.emplace_back(token.text.substr(1));
        return node;
      }
      case TokenKind::variable: {
        if (std::ranges::find(variables_, token.text) == variables_.end())
          return wrong("undefined variable {}", quoted(token.text));
        auto node = make(NodeKind::variable, token.position);
        node->names.emplace_back(token.text);
        return node;
      }
      case TokenKind::identifier:
        if (find_function(token.text) == nullptr) return wrong("function {} not defined", quoted(token.text));
        return make(NodeKind::identifier, token.position, token.text);
      default: return parse_constant(token);
    }
  }

  Result<Owned> parse_constant(const Token& token) {
    auto node = make(NodeKind::constant, token.position, token.text);
    if (token.kind == TokenKind::boolean) {
      node->constant = token.text == "true";
    } else if (token.kind == TokenKind::string || token.kind == TokenKind::raw_string) {
      const auto text = unquoted(token.text);
      if (!text) return wrong("invalid syntax: {}", token.text);
      node->constant = base::json::string(*text);
    } else {
      auto number = parse_number(token.text);
      if (!number) return wrong("{}", number.error().message());
      node->constant = *number;
    }
    return node;
  }

  ParsedTemplate& parsed_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::vector<std::string> variables_;
  std::size_t ranges_ = 0;
  std::size_t nesting_ = 0;
  bool has_else_ = false;  ///< whether the last list ended by {{else
};

}  // namespace

Result<std::unique_ptr<ParsedTemplate>> parse(std::string_view name, std::string_view text, const Limits& limits) {
  if (text.size() > limits.text)
    return fail(ErrorKind::invalid, "template: {}: it is longer than {} bytes", name, limits.text);
  auto parsed = std::make_unique<ParsedTemplate>();
  parsed->name = name;
  parsed->text = text;
  parsed->limits = limits;
  TRY_ASSIGN(auto tokens, lex(parsed->name, parsed->text));
  TRY(Parser(*parsed, std::move(tokens)).run());
  return parsed;
}

}  // namespace skiff::templates

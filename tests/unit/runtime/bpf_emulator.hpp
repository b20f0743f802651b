#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include <linux/filter.h>
#include <linux/seccomp.h>

namespace skiff::tests {

/// Runs a seccomp filter as the kernel would: the verdict, or nothing if the program is one that the kernel would
/// refuse (a jump or a load out of range, an unknown instruction, no return).
inline std::optional<std::uint32_t> run_filter(std::span<const sock_filter> program, const seccomp_data& data) {
  std::uint32_t accumulator = 0;
  std::uint32_t memory[16] = {};
  std::uint32_t index = 0;
  for (std::size_t at = 0; at < program.size(); ++at) {
    const sock_filter& instruction = program[at];
    const std::uint32_t k = instruction.k;
    const auto jump = [&](bool is_taken) { at += is_taken ? instruction.jt : instruction.jf; };
    switch (instruction.code) {
      case BPF_LD | BPF_W | BPF_ABS:
        if (k % 4 != 0 || k + 4 > sizeof data) return std::nullopt;
        std::memcpy(&accumulator, reinterpret_cast<const char*>(&data) + k, 4);
        break;
      case BPF_LD | BPF_IMM: accumulator = k; break;
      case BPF_LD | BPF_MEM: accumulator = memory[k & 15]; break;
      case BPF_ST: memory[k & 15] = accumulator; break;
      case BPF_MISC | BPF_TAX: index = accumulator; break;
      case BPF_MISC | BPF_TXA: accumulator = index; break;
      case BPF_ALU | BPF_AND | BPF_K: accumulator &= k; break;
      case BPF_JMP | BPF_JA: at += k; break;
      case BPF_JMP | BPF_JEQ | BPF_K: jump(accumulator == k); break;
      case BPF_JMP | BPF_JGE | BPF_K: jump(accumulator >= k); break;
      case BPF_JMP | BPF_JGT | BPF_K: jump(accumulator > k); break;
      case BPF_JMP | BPF_JSET | BPF_K: jump((accumulator & k) != 0); break;
      case BPF_RET | BPF_K: return k;
      default: return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace skiff::tests

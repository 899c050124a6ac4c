export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

const command = "scale-ai-mcp";

/** What each shell runs for a list of words: our own command, which knows the answer. */
const scripts: Record<Shell, string> = {
  bash: `_scale_ai_mcp() {
  local IFS=$'\\n'
  COMPREPLY=($(${command} complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _scale_ai_mcp ${command}`,
  zsh: `#compdef ${command}
_scale_ai_mcp() {
  local -a candidates
  candidates=("\${(@f)$(${command} complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n $candidates[1] ]]; then compadd -a candidates; else _files; fi
}
compdef _scale_ai_mcp ${command}`,
  fish: `complete -c ${command} -a '(${command} complete -- (commandline -opc)[2..] "$(commandline -ct)" 2>/dev/null)'`,
};

export const completionScript = (shell: Shell) => scripts[shell];

import { script } from '@bomb.sh/tab';
import { type CommandIo, exitCodes } from '../../command-io.ts';

const name = 'ses-pipeline';

/**
 * `ses-pipeline completion SHELL`: prints the script of @bomb.sh/tab, which asks `ses-pipeline
 * complete` for what may come next.
 *
 * @param shell - bash, zsh, fish or powershell
 */
export const completion = (shell: string, { print }: CommandIo): number => {
  if (shell === 'bash') print(beforeBash);
  script(shell, name, name);
  return exitCodes.fine;
};

/**
 * The script sets constants, which cannot be set again, and needs a function of the package
 * bash-completion, which macOS and small containers do not have.
 */
const beforeBash = `# Read a second time, this script would set its constants again.
declare -F __ses_pipeline_complete > /dev/null && return 0

# Without the package bash-completion: the words before the cursor, split at spaces.
if ! declare -F _get_comp_words_by_ref > /dev/null; then
    _get_comp_words_by_ref() {
        local line="\${COMP_LINE:0:COMP_POINT}"
        read -r -a words <<< "$line"
        [[ "$line" == *' ' ]] && words+=('')
        cword=$((\${#words[@]} - 1))
        cur="\${words[cword]}"
        prev="\${words[cword > 0 ? cword - 1 : 0]}"
    }
fi`;

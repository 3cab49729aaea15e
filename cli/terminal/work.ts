import { spinner } from '@clack/prompts';
import { endWithInterrupted, interruptedCode } from './interrupted.ts';
import { canDraw, type WorkStreams } from './work-streams.ts';

/** Long work of which nobody knows how long it takes, such as a deployment. */
export interface Work {
  /** Says what is being done now. */
  readonly tell: (text: string) => void;
  /** Ends with a last line, which stays. */
  readonly done: (text: string) => void;
  /** Ends with what failed, which stays. */
  readonly failed: (text: string) => void;
}

/**
 * Shows on standard error what long work is doing: on a terminal a wheel with the time taken, else a
 * line for each new text.
 */
export const showWork = (text: string, streams: WorkStreams): Work => {
  if (!canDraw(streams)) return toldWork(text, streams);
  const ending = endWithInterrupted();
  const wheel = spinner({
    output: streams.output,
    indicator: 'timer',
    onCancel: () => process.exit(interruptedCode),
  });
  wheel.start(text);
  const end = (stop: (last: string) => void) => (last: string) => {
    ending.release();
    stop(last);
  };
  return { tell: wheel.message, done: end(wheel.stop), failed: end(wheel.error) };
};

const toldWork = (first: string, { output }: WorkStreams): Work => {
  let told = '';
  const tell = (text: string): void => {
    if (text !== told) output.write(`${text}\n`);
    told = text;
  };
  tell(first);
  return { tell, done: tell, failed: tell };
};

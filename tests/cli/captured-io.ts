import { plainScreen, type Screen } from '../../cli/terminal/screen.ts';

/** What a command printed; into a pipe when nothing else is said. */
export const capturedIo = (screen: Screen = plainScreen) => {
  const out: string[] = [];
  const err: string[] = [];
  return {
    out,
    err,
    screen,
    print: (line: string) => void out.push(line),
    printError: (line: string) => void err.push(line),
  };
};

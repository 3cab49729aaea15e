import { plainScreen, type Screen } from '../../cli/terminal/screen.ts';
import { basicStreams, type Streams } from '../../shared/email/streams.ts';

/** What a command printed, into a pipe when nothing else is said; and the streams of its pipeline. */
export const capturedIo = (screen: Screen = plainScreen) => {
  const out: string[] = [];
  const err: string[] = [];
  return {
    out,
    err,
    screen,
    print: (line: string) => void out.push(line),
    printError: (line: string) => void err.push(line),
    streams: async (): Promise<Streams> => basicStreams,
  };
};

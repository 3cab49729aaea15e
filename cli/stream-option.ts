import { InvalidArgumentError, type Option } from 'commander';
import { basicNames, isBasic, namesOf, type Stream, streamForm } from '../shared/email/streams.ts';
import { type CommandIo, printable } from './command-io.ts';
import type { ReadStreams } from './deployed-streams.ts';
import { oneOf } from './one-of.ts';

/**
 * The option `--stream`. Shells complete the streams that every deployment has; whether there is one
 * of its own is known only when the command runs ({@link streamProblem}).
 */
export const streamOption = (description: string): Option =>
  oneOf(
    '--stream <name>',
    `${description}; or a stream of the deployment’s own`,
    basicNames,
  ).argParser((name) => {
    if (streamForm.test(name)) return name;
    throw new InvalidArgumentError('A stream has 1 to 32 of a-z 0-9 and -, a letter first.');
  });

/** What to say of a stream that the deployment has not; undefined where it has it. */
export const streamProblem = async (
  name: Stream,
  streams: ReadStreams,
): Promise<string | undefined> => {
  if (isBasic(name)) return undefined;
  const all = await streams();
  return all.has(name)
    ? undefined
    : `There is no stream ${printable(name)}; there are ${namesOf(all)}.`;
};

/** Whether the deployment has the stream, or none is named; says so where it has not. */
export const isStream = async (
  name: Stream | undefined,
  { streams, printError }: { readonly streams: ReadStreams } & Pick<CommandIo, 'printError'>,
): Promise<boolean> => {
  const problem = name === undefined ? undefined : await streamProblem(name, streams);
  if (problem !== undefined) printError(problem);
  return problem === undefined;
};

import type { Streams } from '../shared/email/streams.ts';
import { basicStreamsOf } from '../shared/streams/stream-facts.ts';
import { nameOfError } from '../shared/system/name-of-error.ts';
import type { CommandIo } from './command-io.ts';
import type { Target } from './target.ts';

/** The streams of a pipeline; read once, when a command first asks. */
export type ReadStreams = () => Promise<Streams>;

/**
 * Reads the streams of a pipeline: the local stack names them in its endpoints, and of a deployed
 * stage its sender knows them. Where that may not be read, it is said, and the three that every
 * deployment has are all that is known.
 */
export const streamsReader = (
  target: Pick<Target, 'streams' | 'connection' | 'queuePrefix'>,
  { printError }: Pick<CommandIo, 'printError'>,
): ReadStreams => {
  const read = async (): Promise<Streams> => {
    if (target.streams !== undefined) return target.streams;
    const { senderSettings } = await import('../shared/aws/deployment/sender-settings.ts');
    try {
      return (await senderSettings(target.connection, `${target.queuePrefix}send-email`)).streams;
    } catch (error) {
      printError(
        `The streams of the deployment cannot be read (lambda:GetFunctionConfiguration: ${nameOfError(error)}), so only those that every deployment has are known.`,
      );
      return basicStreamsOf(target.queuePrefix);
    }
  };
  let streams: Promise<Streams> | undefined;
  return () => {
    streams ??= read();
    return streams;
  };
};

import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import type { Streams } from '../../email/streams.ts';
import { megabytes } from '../../lambda/environment.ts';
import { streamsVariable } from '../../streams/streams-variable.ts';
import { type Connection, clientOptions } from '../clients/connect.ts';

const variables = z.object({
  STREAMS: streamsVariable,
  LARGEST_MAIL_MB: megabytes,
});

/** Parameters of a deployment that decide about its mail. */
export interface SenderSettings {
  readonly streams: Streams;
  /** Most bytes of a finished mail. */
  readonly largestBytes: number;
}

/**
 * Reads parameters of a deployment, as its sender has them. Rejects when Lambda does not answer, and
 * when the function has no such variable.
 *
 * @param sender - name of the function
 */
export const senderSettings = async (
  connection: Connection,
  sender: string,
): Promise<SenderSettings> => {
  const lambda = new LambdaClient(clientOptions(connection, connection.lambdaEndpoint));
  try {
    const { Environment } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: sender }),
    );
    const { STREAMS, LARGEST_MAIL_MB } = variables.parse(Environment?.Variables);
    return { streams: STREAMS, largestBytes: LARGEST_MAIL_MB };
  } finally {
    lambda.destroy();
  }
};

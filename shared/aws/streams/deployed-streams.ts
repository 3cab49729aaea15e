import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import type { Streams } from '../../email/streams.ts';
import { streamsVariable } from '../../streams/streams-variable.ts';
import { type Connection, clientOptions } from '../clients/connect.ts';

const variables = z.object({ STREAMS: streamsVariable });

/**
 * The streams of a deployment, as its sender knows them. Rejects when Lambda does not answer, and
 * when the function has no such variable.
 *
 * @param sender - name of the function
 */
export const deployedStreams = async (connection: Connection, sender: string): Promise<Streams> => {
  const lambda = new LambdaClient(clientOptions(connection, connection.lambdaEndpoint));
  try {
    const { Environment } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: sender }),
    );
    return variables.parse(Environment?.Variables).STREAMS;
  } finally {
    lambda.destroy();
  }
};

import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { unsubscribeChoices } from '../../unsubscribe/unsubscribed-streams.ts';
import { type Connection, clientOptions } from '../clients/connect.ts';

const variables = z.object({ UNSUBSCRIBE: z.enum(unsubscribeChoices) });

/**
 * The parameter `unsubscribe` of a deployment, as its sender has it. Rejects when Lambda does not
 * answer, and when the function has no such variable.
 *
 * @param sender - name of the function
 */
export const deployedUnsubscribe = async (
  connection: Connection,
  sender: string,
): Promise<(typeof unsubscribeChoices)[number]> => {
  const lambda = new LambdaClient(clientOptions(connection, connection.lambdaEndpoint));
  const { Environment } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: sender }),
  );
  return variables.parse(Environment?.Variables).UNSUBSCRIBE;
};

import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';

export interface SecondCounterOptions {
  readonly client: DynamoDBClient;
  /** Its hash key is the string `pk`. */
  readonly table: string;
  /** Turns per second, of all processes together. */
  readonly limit: number;
}

const isFirstOfSecond = 'attribute_not_exists(taken)';
const hasRoom = 'taken < :limit';

/** Time after which DynamoDB may remove the item of a past second; seconds. */
const keptSeconds = 3600;

/**
 * Resolves when this process may send one mail: one conditional write to the item of the running
 * second, and again in the next second when that is full. Rejects when DynamoDB does not answer.
 */
export const secondCounter = ({
  client,
  table,
  limit,
}: SecondCounterOptions): (() => Promise<void>) => {
  const count = async (second: number): Promise<boolean> => {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: { S: `second#${second}` } },
          UpdateExpression: 'ADD taken :one SET expiresAt = :expiresAt',
          ConditionExpression: `${isFirstOfSecond} OR ${hasRoom}`,
          ExpressionAttributeValues: {
            ':one': { N: '1' },
            ':limit': { N: String(limit) },
            ':expiresAt': { N: String(second + keptSeconds) },
          },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  /** The last second that was found full: no other message of this process need ask for it. */
  let fullSecond = 0;

  return async () => {
    while (true) {
      const nowMs = Date.now();
      const second = Math.floor(nowMs / 1000);
      if (second > fullSecond) {
        if (await count(second)) return;
        fullSecond = Math.max(fullSecond, second);
      } else {
        await sleep((fullSecond + 1) * 1000 - nowMs);
      }
    }
  };
};

import { nameOfError } from '../../system/name-of-error.ts';

/** Names by which the services say that there is no such thing. */
const absences = new Set([
  'NotFound',
  'NotFoundException',
  'ResourceNotFoundException',
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
  'NoSuchEntityException',
  'NoSuchEntity',
]);

/** Null when the service says that there is no such thing; other failures are thrown. */
export const orAbsent = async <Value>(asked: Promise<Value>): Promise<Value | null> => {
  try {
    return await asked;
  } catch (error) {
    if (absences.has(nameOfError(error))) return null;
    throw error;
  }
};

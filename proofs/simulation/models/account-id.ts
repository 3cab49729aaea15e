/** Id of the only AWS account of a history. */
export const accountId = '111122223333';

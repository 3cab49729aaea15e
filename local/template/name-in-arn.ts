/** The name at the end of an ARN, or the text itself when it is a name already. */
export const nameInArn = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

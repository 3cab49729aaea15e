/** DynamoDB would refuse the request, whatever the item contains. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

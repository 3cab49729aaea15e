/** DynamoDB would refuse the request, whatever the item holds. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

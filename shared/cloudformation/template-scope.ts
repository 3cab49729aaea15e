/** AWS::NoValue: removes the property or list item. */
export const noValue = Symbol('AWS::NoValue');

/** Values that the intrinsic functions of one template can refer to. */
export interface TemplateScope {
  /** The value with every intrinsic function in it evaluated. */
  readonly resolve: (value: unknown) => unknown;
  /** Result of `Ref`: a pseudo parameter, a parameter or a resource. */
  readonly reference: (id: string) => string | typeof noValue;
  /** Result of `Fn::GetAtt`. */
  readonly attribute: (logicalId: string, name: string) => string;
  /** Whether the condition holds. */
  readonly holds: (condition: string) => boolean;
  /** Result of `Fn::FindInMap`. */
  readonly mapping: (map: string, first: string, second: string) => unknown;
}

import { describe, expect, it } from '@jest/globals';
import { packagedTemplate, templateWith } from '../../../local/template/packaged.ts';

/** The framework puts each package into a folder named after the time. */
const withoutTime = (template: unknown): unknown =>
  JSON.parse(JSON.stringify(template).replaceAll(/\d{13}-[\d:.TZ-]+/g, 'time'));

describe('templateWith', () => {
  it('makes the template of the package without bundling the functions', async () => {
    const { template } = await packagedTemplate();

    expect(withoutTime(await templateWith([]))).toEqual(withoutTime(template));
  });
});

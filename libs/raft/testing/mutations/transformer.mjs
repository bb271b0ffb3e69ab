// Lets Jest see the source with a known bug in it, named by EYRIE_MUTATION.
import path from 'node:path';
import { createTransformer as createSwc } from '@swc/jest';
import { findMutation } from './catalogue.ts';
import { patched } from './mutation.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const mutation = findMutation(process.env.EYRIE_MUTATION ?? '');

/** @param {object} options of @swc/jest */
export default {
  createTransformer(options) {
    const swc = createSwc(options);
    const change = (source, file) => patched(mutation, path.relative(root, file), source);
    return {
      ...swc,
      process: (source, file, jest) => swc.process(change(source, file), file, jest),
      processAsync: (source, file, jest) => swc.processAsync(change(source, file), file, jest),
      getCacheKey: (source, file, ...rest) => swc.getCacheKey(change(source, file), file, ...rest),
    };
  },
};

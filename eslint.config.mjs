import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Libraries whose logic takes time, chance and I/O from outside, so that a test decides them. */
const pure = [
  'libs/raft/src/core/**/*.ts',
  'libs/schedule/src/**/*.ts',
  'libs/contracts/src/**/*.ts',
];

const nothingFromOutside = {
  'no-restricted-globals': [
    'error',
    ...['setTimeout', 'setInterval', 'setImmediate', 'performance', 'process', 'fetch'].map(
      (name) => ({
        name,
        message: 'Pure libraries take time and I/O from their caller.',
      }),
    ),
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Math', property: 'random', message: 'Take randomness from the caller.' },
    { object: 'Date', property: 'now', message: 'Take the time from the caller.' },
  ],
  'no-restricted-syntax': [
    'error',
    {
      selector: "NewExpression[callee.name='Date'][arguments.length=0]",
      message: 'Take the time from the caller.',
    },
  ],
};

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.eyrie/**', '.nx/**', '**/*.gen.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './apps/dashboard/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `import { type X }` alone would still run the module it names.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-extraneous-class': 'off', // NestJS modules are empty classes.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  {
    // SWC writes decorator metadata from value imports; a type-only import would lose the class.
    files: ['apps/*/src/**/*.ts', 'libs/platform/src/**/*.ts'],
    ignores: ['apps/dashboard/**', 'apps/cli/**'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  { files: pure, ignores: ['**/*.spec.ts', '**/*.int-spec.ts'], rules: nothingFromOutside },
  {
    files: ['**/*.spec.ts', '**/*.int-spec.ts', 'e2e/**/*.ts', 'libs/*/testing/**/*.ts'],
    rules: {
      'max-lines': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: [
      'apps/cli/**/*.ts',
      'tools/**',
      'bench/**',
      'libs/camera/testing/stand-in-*.ts',
      'libs/schedule/testing/bin/**',
      'deploy/edge-image/**',
      'deploy/terraform/main.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['apps/dashboard/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'URL', 'require', 'module', '__dirname', 'setTimeout', 'Buffer'].map(
          (n) => [n, 'readonly'],
        ),
      ),
    },
  },
);

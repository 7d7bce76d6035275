import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['dist*/', 'data/', 'var/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // `{ _csrf, ...answers }` leaves something out on purpose.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowNever: true }],
      // `return again(400)` shows a page and ends there.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // SQLite's booleans are numbers, whatever the row's type says.
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
      // `process.env['PORT']` and `body['_csrf']` say that the name comes from outside.
      '@typescript-eslint/dot-notation': 'off',
      // With noUncheckedIndexedAccess, `rows[0]!` after a check is plainer than a second check.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `||` is meant where an empty text counts as none.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
    },
  },
  {
    files: ['test/**', 'bench/**'],
    rules: {
      '@typescript-eslint/restrict-template-expressions': 'off',
    },
  },
  {
    // Scripts of the pages, which run in a browser.
    files: ['src/web/assets/*.js'],
    languageOptions: { globals: Object.fromEntries(['document', 'fetch', 'setTimeout', 'DOMParser', 'HTMLScriptElement', 'ResizeObserver', 'FormData', 'URLSearchParams', 'location', 'window'].map((name) => [name, 'readonly'])) },
  },
);

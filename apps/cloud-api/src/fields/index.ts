export { HasFields } from './fields.ts';
export { FieldsModule } from './fields.module.ts';

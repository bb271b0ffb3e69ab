export { ConfigurationsModule } from './configurations.module.ts';

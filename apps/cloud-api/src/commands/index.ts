export { CommandReports } from './command-reports.ts';
export { CommandsService } from './commands.service.ts';
export { CommandsModule } from './commands.module.ts';

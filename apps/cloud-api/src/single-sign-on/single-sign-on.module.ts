import { Module } from '@nestjs/common';
import { PeopleModule } from '../people/index.ts';
import { SessionsModule } from '../sessions/index.ts';
import { ConnectionController } from './connection.controller.ts';
import { ConnectionService } from './connection.service.ts';
import { FlowReply } from './flow-reply.ts';
import { LoginProviderController } from './login-provider.controller.ts';
import { LoginProviderService } from './login-provider.service.ts';
import { ProviderAnswers } from './provider-answers.ts';
import { ProviderClients } from './provider-clients.ts';
import { ProviderLoginController } from './provider-login.controller.ts';
import { ProviderLoginService } from './provider-login.service.ts';
import { ProviderPeople } from './provider-people.ts';

@Module({
  imports: [SessionsModule, PeopleModule],
  controllers: [ConnectionController, LoginProviderController, ProviderLoginController],
  providers: [
    ConnectionService,
    FlowReply,
    LoginProviderService,
    ProviderAnswers,
    ProviderClients,
    ProviderLoginService,
    ProviderPeople,
  ],
})
export class SingleSignOnModule {}

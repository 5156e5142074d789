import { ok } from '../../../domain/result.ts'
import * as settings from '../../contract/organizations/configuration.ts'
import * as branding from '../../contract/organizations/configuration-branding.ts'
import * as mail from '../../contract/organizations/configuration-mail.ts'
import * as welcome from '../../contract/organizations/configuration-welcome.ts'
import { answerShape } from '../../http/reply.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { emptySource } from '../empty-collections/service.ts'
import { deleteBrandImage, getBrandingSettings, patchBrandingSettings, setBrandImage } from './branding.ts'
import { findConfigured } from './configured.ts'
import { getLoginUrl, replaceLoginUrl } from './login-url.ts'
import { beginMailServiceSignIn, completeMailServiceSignIn } from './mail-service-sign-in.ts'
import { listMails, retryMail } from './mails.ts'
import { getNotificationSettings, patchNotificationSettings } from './notification.ts'
import { getBrandImage, getBranding } from './public-brand.ts'
import { welcomeCompany, welcomeReseller, welcomeUser } from './send-welcome.ts'
import { getAutoDeployment, patchAutoDeployment, resetSecurityToken, setAlarmDetection } from './settings.ts'
import { sendTestMail, testSmtpSettings } from './test-mail.ts'
import { createTemplate, getTemplate, listTemplates, patchTemplate } from './welcome-templates.ts'

export function registerOrganizationConfiguration(route: RouteRegistrar): void {
  route(mail.getOrganizationNotificationSettings, getNotificationSettings)
  route(mail.patchOrganizationNotificationSettings, patchNotificationSettings)
  route(mail.testNotificationSmtpSettings, testSmtpSettings)
  route(mail.sendTestNotificationEmail, sendTestMail)
  route(mail.getMails, listMails)
  route(mail.retryMail, retryMail)
  route(mail.prepareSmtpOAuth2SignIn, beginMailServiceSignIn)
  route(mail.completeSmtpOAuth2SignIn, completeMailServiceSignIn)

  route(branding.getBranding, getBranding)
  route(branding.getBrandImage, getBrandImage)
  route(branding.getOrganizationBrandingSettings, getBrandingSettings)
  route(branding.patchOrganizationBrandingSettings, patchBrandingSettings)
  route(branding.setBrandImage, setBrandImage)
  route(branding.deleteBrandImage, deleteBrandImage)
  route(branding.getOrganizationLoginUrl, getLoginUrl)
  route(branding.replaceOrganizationLoginUrl, replaceLoginUrl)

  route(welcome.getCustomWelcomeEmailTemplates, listTemplates)
  route(welcome.getCustomWelcomeEmailTemplate, getTemplate)
  route(welcome.createCustomWelcomeEmailTemplate, createTemplate)
  route(welcome.patchCustomWelcomeEmailTemplate, patchTemplate)
  route(welcome.sendWelcomeEmailToCompany, welcomeCompany)
  route(welcome.sendWelcomeEmailToReseller, welcomeReseller)
  route(welcome.sendWelcomeEmailToUser, welcomeUser)

  // Alarm templates come with monitoring; until an organization has one, the list is empty.
  route(settings.getOrganizationAlarms, async (request) => {
    const found = await findConfigured(request, request.params.organizationUid)
    return found.ok ? ok(emptySource(answerShape(settings.getOrganizationAlarms.answer))) : found
  })
  route(settings.enableOrganizationAlarms, (request) => setAlarmDetection(request, true))
  route(settings.disableOrganizationAlarms, (request) => setAlarmDetection(request, false))
  route(settings.getOrganizationAutoDeploymentSettings, getAutoDeployment)
  route(settings.patchOrganizationAutoDeploymentSettings, patchAutoDeployment)
  route(settings.refreshSecurityToken, resetSecurityToken)
}

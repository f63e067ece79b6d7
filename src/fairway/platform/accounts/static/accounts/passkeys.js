// Shows what needs passkeys where the browser knows them, and says it when one was not given.
document.addEventListener('DOMContentLoaded', () => {
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act)
  if (!window.PublicKeyCredential) return
  each('[data-needs-passkeys]', (part) => { part.hidden = false })
  each('[data-no-passkeys]', (part) => { part.hidden = true })
  document.addEventListener('allauth.error', (event) => {
    event.preventDefault()
    each('[data-passkey-failed]', (part) => { part.hidden = false })
  })
})

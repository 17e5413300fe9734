// Passkeys: shows what needs this script, and ties our forms to the log-in library's own functions (mfa/js/webauthn.js).
// A form says all by its attributes: data-passkey (the function), -button, -credential, -options, -passwordless (ids).
(function () {
  "use strict";
  const ROLES = { loginForm: "login", addForm: "add", authenticateForm: "authenticate" };

  function tie(form) {
    const wanted = form.dataset;
    const ids = { credential: wanted.passkeyCredential };
    ids[ROLES[wanted.passkey]] = wanted.passkeyButton;
    if (wanted.passkeyOptions) ids.data = wanted.passkeyOptions;
    if (wanted.passkeyPasswordless) ids.passwordless = wanted.passkeyPasswordless;
    window.allauth.webauthn.forms[wanted.passkey]({ ids });
    form.hidden = false;
  }

  // A person who closes the browser's window has done nothing wrong: a sentence, not an error of the page.
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    document.querySelectorAll("[data-passkey-fault]").forEach((sentence) => { sentence.hidden = false; });
  });

  if (window.PublicKeyCredential && window.allauth) {
    document.querySelectorAll("[data-passkey]").forEach(tie);
  }
})();

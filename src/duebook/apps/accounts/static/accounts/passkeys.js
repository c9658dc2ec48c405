// Passkeys (WebAuthn level 2): a form with data-passkey="get" or "create" asks the
// browser for a credential and sends it as JSON in its field "credential".
//
// What to ask for is JSON: in the element that data-options names, or fetched from
// the address that data-from names.  Forms that only a passkey can fill are hidden
// until there is a browser that knows how.

const bytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const named = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

const asked = {
  get: (options) => ({
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: named(options.allowCredentials),
  }),
  create: (options) => ({
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  }),
};

const PARTS = [
  "clientDataJSON",
  "attestationObject",
  "authenticatorData",
  "signature",
  "userHandle",
];

function told(credential) {
  const response = {};
  for (const part of PARTS) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  if (credential.response.getTransports) {
    response.transports = credential.response.getTransports();
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

async function options(form) {
  const { options: id, from } = form.dataset;
  if (id) return JSON.parse(document.getElementById(id).textContent);
  const answer = await fetch(from, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("The server did not say what to ask for.");
  return answer.json();
}

async function ask(form) {
  const kind = form.dataset.passkey;
  const found = await options(form);
  const { publicKey } = found.request_options || found.creation_options;
  const wanted = asked[kind](publicKey);
  if (form.elements.passwordless?.checked) {
    Object.assign(wanted.authenticatorSelection, {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    });
  }
  form.elements.credential.value = told(
    await navigator.credentials[kind]({ publicKey: wanted }),
  );
  form.submit();
}

function refused(form) {
  const place = form.querySelector("[data-said]") || document.querySelector("[data-said]");
  place.textContent = "The browser gave no passkey. Nothing has changed; try again.";
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form).catch(() => refused(form));
    });
  }
}

using System.Text.RegularExpressions;

namespace CodeRouter.Core.Steps;

/// <summary>
/// Turns of phrase that name a risk, in the languages developers write. Single words are seldom enough: a login button is no matter of
/// security, and tokens are mostly those of a model; so words that only go along with a risk count when two of them meet.
/// </summary>
internal static partial class RiskPatterns
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    // No clock in reading: texts are at most a few hundred characters here, and no pattern has a repetition within a repetition of the same characters.
    private const int Milliseconds = Timeout.Infinite;

    private static readonly Phrases SecurityPhrases = new(
        Security(),
        "vulnerab inject log sign xss csrf ssrf idor cross brute exploit crypt oauth openid saml jwt auth permission credential security rbac acl privilege access key token httponly samesite session factor mfa 2fa totp signature secret plain role sanitis sanitiz password passwort argon tls certificate firewall other may"
        + " уязвим инъекц авториз аутентиф шифр безопасн прав токен sicherheit schwachstelle berechtigung verschlüssel daten vulnérab chiffre sécuri autori autent segur cifra permis creden acces podatno uprawnie uwierzyt"
        + " 漏洞 加密 注入 鉴权 权限 认证 授权 密钥 安全 脆弱 暗号 認証 認可 セキュリティ 権限 취약 암호 인증 권한 보안");

    private static readonly Phrases Along = new(
        AlongSecurity(),
        "log sign passwor token cookie session pay paid refund invoice permission admin role approv plain secret expire revoke brute hash md5 sha1 парол вход войти токен оплат anmeld zahlung mot connexion paie chiffre contraseña senha pag sesión sessão hasł 密码 登录 支付 明文 パスワード ログイン 決済 비밀번호 로그인 결제");

    private static readonly Phrases MigrationPhrases = new(
        Migration(),
        "migra backfill flyway alembic liquibase alter schema upgrade bump update port move switch major sql postgres oracle mongo mariadb redis миграц мигрир схем umstellung 迁移 表结构 升级 マイグ 移行 마이그");

    private static readonly Phrases PublicApiPhrases = new(
        PublicApi(),
        "public break compat api contract endpoint client deprecat swagger major semver get post put patch delete flag публичн совместим schnittstelle abwärts 公开 对外 破坏 兼容 公開 互換 호환");

    private static readonly Phrases ManyPhrases = new(
        ManyFiles(),
        "all every each both several many multiple code project whole entire across through spread split везде прое всех кажд überall projekt allen jede partout dans toutes tous chaque todo toda cada wszystkich 整个 所有 每个 全部 全体 全て すべて 모든 전체");

    private static readonly Phrases DestructivePhrases = new(
        Destructive(),
        "push reset rm clean prod destroy kill drop truncate delete wipe purg discard throw revert undo удали lösch supprime borra elimina 清空 删 推送 削除 삭제");

    /// <param name="text">A message, shortened to what is asked.</param>
    public static Risk Read(string text)
    {
        string small = text.ToLowerInvariant();
        return (SecurityPhrases.AreIn(small) || Along.AreTwoIn(small) ? Risk.Security : Risk.None)
            | (MigrationPhrases.AreIn(small) ? Risk.Migration : Risk.None)
            | (PublicApiPhrases.AreIn(small) ? Risk.PublicApi : Risk.None)
            | (ManyPhrases.AreIn(small) || NamesFiles(text, 3) ? Risk.MultiFile : Risk.None)
            | (DestructivePhrases.AreIn(small) ? Risk.Destructive : Risk.None);
    }

    /// <summary>A command or a message that destroys what is not easily had again.</summary>
    public static bool IsDestructive(string text) => DestructivePhrases.AreIn(text.ToLowerInvariant());

    /// <summary>A file whose place says that it decides who may do what, or moves money. Authors are not authorised by their name.</summary>
    public static bool IsGuarded(string path) => GuardedPath().IsMatch(path);

    private static bool NamesFiles(string text, int least)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var match in FileName().EnumerateMatches(text))
        {
            seen.Add(text.Substring(match.Index, match.Length));
        }

        return seen.Count >= least;
    }

    [GeneratedRegex(
        @"\b(vulnerab\w*|(sql|code|command|html|script|prompt|header)[ -]injection|inject(ing)? (sql|code|html|commands?)|xss|csrf|ssrf|idor|cross[- ]site|brute[- ]?forc\w*|exploit(s|able|ed)?\b"
        + @"|encrypt\w*|decrypt\w*|oauth2?|openid|saml|jwts?|authn?z?\b|authenticat\w*|authoris\w*|authoriz\w*|permissions\b|credentials?|security|rbac|acls?\b|privileges?|access[ -](control|rights)"
        + @"|(api|private|signing|encryption|secret|master)[ _-]keys?|(access|refresh|bearer|auth|reset|signing)[ -]tokens?|httponly|samesite|session[ -](fixation|hijack\w*|cookies?)|two[- ]factor|[2m]fa\b|totp"
        + @"|(?<!(after|before|since|until|upon)( the)? )(log[- ]?in|sign[- ]?(in|up))s?\b(?![ -](button|page|form|screen|text|label|icon|link|title|component|request|modal|dialog|layout|image|logo|header|box|field))(?!"")"
        + @"|webhook signatures?|secrets\b|(client|shared|app) secret|plain ?text passwords?|role[- ]based|sanitis\w*|sanitiz\w*|(hash|salt)(ed|es|ing)? (the )?passwords?|bcrypt|argon2\w*|tls|certificates? (expire|valid|pin|check)\w*|firewalls?"
        + @"|(read|see|open|view|edit|delete|access|fetch)(s|ing)? (an)?other (user|customer|tenant|account|person|people|compan)\w*|may (see|read|edit|delete|call)"
        + @"|уязвим\w*|инъекци\w*|авториза\w*|аутентифика\w*|шифр\w+|безопасност\w*|прав\w* доступа|проверк\w* прав|токен\w* доступа"
        + @"|sicherheit\w*|schwachstelle\w*|berechtigung\w*|verschlüssel\w*|anmeldedaten|zugangsdaten|vulnérabilit\w*|chiffre(r|ment|z)\b|sécuri\w*|autorisations?|authentif\w*"
        + @"|vulnerabilidad\w*|seguridad|segurança|cifrar|cifrado|encript\w*|autentica\w*|autorizaci\w*|autorizaç\w*|permisos|permissões|credenciales|credenciais|tokens? de acc?es\w*|podatnoś\w*|uprawnie\w*|uwierzyteln\w*)"
        + @"|漏洞|加密|注入|鉴权|权限|认证|授权|密钥|安全|脆弱性|暗号化|認証|認可|セキュリティ|権限|취약점|암호화|인증|권한|보안",
        Options, Milliseconds)]
    private static partial Regex Security();

    [GeneratedRegex(
        @"\b(log(ged|ging)? ?out|passwords?|tokens?|cookies?|sessions?|payments?|paid|refunds?|invoices?|permission|admin\w*|roles?|approv\w+|plain ?text|plaintext|secret|signature|expire[sd]?|revoked?|brute|hash(es|ed)?|md5|sha1"
        + @"|парол\w*|вход|войти|токен\w*|оплат\w*|passwor[dt]\w*|anmeld\w*|zahlung\w*|mots? de passe|connexion|paiements?|chiffre|contraseñas?|senhas?|pagos?|pagamentos?|sesión|sessão|hasło|hasła)\b"
        + @"|密码|登录|支付|明文|パスワード|ログイン|決済|비밀번호|로그인|결제",
        Options, Milliseconds)]
    private static partial Regex AlongSecurity();

    [GeneratedRegex(
        @"\b(migrat(e|es|ed|ing|ions?)\b|backfill\w*|flyway|alembic|liquibase|alter table|(db|database|sql) schema|port the schema|schema (change|migration|version)s?"
        + @"|(upgrade|bump|update|port|move|switch)\w*( \S+){1,5} (from )?v?\d+(\.\d+)* (to|auf|на|à|a) v?\d+(\.0)*\b(?!\.)|upgrade( \S+){0,4} to \S{0,24} ?v?\d+(\.0)*\b(?!\.\d)|major[ -]version (upgrade|bump)"
        + @"|from (my|postgre|ms)?sql(ite)?\w* to|from (postgres|oracle|mongo\w*|mariadb|redis|sqlite|sql server) to"
        + @"|миграци\w*|мигрир\w*|схем\w* (базы|бд|данных)|migriere\w*|umstellung auf|migrer|migrar|migración|migração|migracj\w*)"
        + @"|迁移|表结构|升级到|マイグレーション|移行|마이그레이션",
        Options, Milliseconds)]
    private static partial Regex Migration();

    [GeneratedRegex(
        @"\b(public (rest |http |facing )?(apis?|sdk|interfaces?|contracts?|methods?|endpoints?|signatures?|exports?)|breaking[ -]changes?|backwards?[- ]compat\w*|api (contract|version|surface)s?|(old|existing|v\d+) (contracts?|endpoints?|clients)|deprecat(e|ed|ing|ion)\b|openapi|swagger|major version|semver"
        + @"|(renam|remov|chang|drop)\w*( \S+){0,10} (get|post|put|patch|delete) /\S+|(renam|remov|chang|drop)\w*( \S+){0,3} (cli )?flags?\b( \S+){0,3} --?\w"
        + @"|публичн\w+ (api|интерфейс)\w*|обратн\w+ совместим\w*|abwärtskompat\w*|öffentliche\w* (api|schnittstelle)\w*|rétrocompat\w*|api publique|compatibilidad hacia atrás|api pública|retrocompat\w*)"
        + @"|公开接口|对外接口|破坏性变更|向后兼容|公開api|後方互換|하위 호환",
        Options, Milliseconds)]
    private static partial Regex PublicApi();

    // What is only listed or read does not change many files.
    [GeneratedRegex(
        @"\b(?<!(print|list|show|count|find|read|zip|search|display)(s|ing|ed)? )(all|every|each|both|several|many|multiple)( of)?( the| our| your)?( [\w-]+){0,2} (files?|modules?|pages?|components?|services?|controllers?|endpoints?|views?|classes|packages?|handlers?|routes?|imports?|repositories|repository class|strings?|call ?sites?|usages?|screens?|templates?|apps?|quer(y|ies)|tests)\b"
        + @"|\b(everywhere|code ?base|project[- ]wide|whole (project|app|repo|repository|solution|package)|entire (project|app|repo|repository|solution|package|module)|(across|throughout|all over|spread over)( \S+){0,3} (project|repo|repository|app|modules|packages|services|files|components|solution)|split( \S+){0,5} into( \S+){0,2} (modules|files|parts|packages|components)|(every|each|all) (use|usage|occurrence|reference|caller)s?)\b"
        + @"|\b(везде|во вс[её]м проекте|по всему проекту|во всех \w+|(каждом|каждый) (файл|модул|компонент)\w*|überall|im ganzen projekt|in allen \w+|jede[rmns]? (datei|seite|komponente|klasse)|partout|dans tous les|toutes les pages|tous les (fichiers|services|composants)|chaque (fichier|page|composant)|en todos? (los|el)|en todas las|cada (archivo|página|componente)|em todos os|em todas as|we wszystkich)\b"
        + @"|整个项目|所有(的)?(文件|模块|页面|组件|服务|接口|地方)|每个(文件|模块|页面|组件)|全部(文件|页面)|プロジェクト全体|(全て|すべて)の(ファイル|ページ|モジュール|画面)|모든 (파일|페이지|모듈|컴포넌트)|프로젝트 전체",
        Options, Milliseconds)]
    private static partial Regex ManyFiles();

    [GeneratedRegex(
        @"\b(force[- ]push\w*|push (--force|-f)\b|reset --hard|rm -r?fr?\b|git clean|push (directly )?to (main|master)\b|to prod(uction)?\b|terraform destroy|pkill|kill(all)?( -9| -kill)?( the| all)? (process\w*|pids?|ports?|servers?|containers?|jobs?|\d+)|kill -9"
        + @"|drop( the| all)?( \S+)? (tables?|databases?|schemas?|collections?|indexes)|drop (table|database)|truncate( the| table)?( \S+)?( table)?\b|delete from|wipe\w*|purg(e|es|ing)\b|delete (the )?(branch|repo|bucket|database)\w*|delete (all|every)( \S+)?"
        + @"|(discard|throw away|revert|undo|drop)( all)?( of)?( my| the| your| these| local| uncommitted)* changes|reset( \S+){0,4} to (origin|upstream|head)"
        + @"|удали(ть)? (все|всё|базу|ветк\w+)( \S+)?|lösche?n? (alle|die datenbank)|supprime[rz]? (tous|toutes|la base|la branche)|(borra|elimina)r? (todos|todas|la base|la rama))"
        + @"|清空|删库|全部删除|强制推送|全て削除|すべて削除|(生产|线上).{0,12}删除|kill服务器|모두 삭제",
        Options, Milliseconds)]
    private static partial Regex Destructive();

    [GeneratedRegex(@"auth(?!or(?!i))|crypto|payment|billing|permission|credential|security|password|oauth", Options | RegexOptions.IgnoreCase, Milliseconds)]
    private static partial Regex GuardedPath();

    [GeneratedRegex(@"(?<![\w/])[\w./-]*\w\.(cs|ts|tsx|js|jsx|py|go|rs|java|kt|rb|php|c|h|cpp|hpp|swift|scala|vue|svelte|css|scss|html|sql|ya?ml|json|toml|md|sh)\b", Options, Milliseconds)]
    private static partial Regex FileName();
}
